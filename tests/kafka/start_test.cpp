// A worker is started where something is wrong with its machine or its configuration (contract, section 6); topics, permissions and offsets stand in
// broker_fault_topic_test.cpp. Each time a later worker does the work, and the whole run was right.
#include <cstdlib>

#include "tests/kafka/process_fixture.hpp"
#include "tests/support/scripted_server.hpp"

namespace iw::testing {
namespace {

class Start : public ProcessFault {};

TEST_F(Start, AdminPortThatIsTakenEndsTheStartWithAMessage) {
  prepare(1);
  send_mixed(10, 1);
  const ScriptedServer other{[](Peer&) {}};
  settings.admin.port = other.port();
  auto& worker = start_worker();
  EXPECT_EQ(end_of(worker, 10s), 1);
  EXPECT_THAT(log_of("worker-0"), HasSubstr("admin.listen: cannot listen on 127.0.0.1:" + std::to_string(other.port())));
  EXPECT_EQ(calls_so_far(), 0);
  settings.admin.port = 0;
  finish_and_check();
}

TEST_F(Start, ErrorsOfTheConfigurationAreToldAtOnceAndNothingIsConsumed) {
  prepare(1);
  send_mixed(10, 1);
  const auto good = settings;
  settings.kafka.transaction_timeout = settings.kafka.session_timeout + 1s;
  settings.api.ca_file = file("nowhere.pem");
  settings.accounts[0].token.path = file("no-token");
  ::setenv("IMPORT_WORKER__KAFKA__GRUOP", "x", 1);
  auto& worker = start_worker();
  ::unsetenv("IMPORT_WORKER__KAFKA__GRUOP");
  EXPECT_EQ(end_of(worker, 10s), 2);
  EXPECT_THAT(log_of("worker-0"), HasSubstr("transaction_timeout"));
  EXPECT_THAT(log_of("worker-0"), HasSubstr("IMPORT_WORKER__KAFKA__GRUOP"));
  EXPECT_THAT(log_of("worker-0"), HasSubstr("nothing was started"));
  settings = good;
  EXPECT_EQ(calls_so_far(), 0);
  EXPECT_TRUE(read_offset_commits(settings.kafka.brokers, settings.kafka.group, settings.kafka.topics.requests).empty());
  finish_and_check();
}

TEST_F(Start, CertificateFilesThatCannotBeReadEndTheStartWithAMessage) {
  prepare(1);
  send_mixed(10, 1);
  const auto good = settings.api;
  settings.api.base_url = "https://127.0.0.1:" + std::to_string(sandbox->port());
  settings.api.ca_file = file("nowhere.pem");
  auto& worker = start_worker();
  EXPECT_EQ(end_of(worker, 10s), 2);
  EXPECT_THAT(log_of("worker-0"), HasSubstr("nowhere.pem"));
  EXPECT_EQ(calls_so_far(), 0);
  settings.api = good;
  finish_and_check();
}

TEST_F(Start, AnApiWhoseNameCannotBeResolvedIsWaitedFor) {
  settings.retry.attempts = 1'000;
  prepare(1);
  send_mixed(10, 1);
  const auto good = settings.api.base_url;
  settings.api.base_url = "http://" + std::string(70, 'x') + ":80";  // too long a label for any name server to be asked
  auto& worker = start_worker();
  ASSERT_TRUE(wait_until([&] { return page("/statusz").find(R"("waits_for":"retry")") != std::string::npos; }, 30s)) << log_of("worker-0");
  EXPECT_EQ(ask("/livez"), 200);
  EXPECT_EQ(ask("/readyz"), 200) << "the API's trouble is no reason to be taken out of service";
  EXPECT_EQ(end_by(SIGTERM, worker, kAfterGrace), 0);
  settings.api.base_url = good;
  const auto seen = finish_and_check();
  EXPECT_EQ(seen.by_reason().at("ok"), 10);
  for (const auto& event : seen.events()) EXPECT_GE(event.attempts, 2) << "those before the restart count: " << event.file_path;
}

}  // namespace
}  // namespace iw::testing
