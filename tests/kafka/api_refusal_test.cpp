// A whole worker and an API that refuses: busy, throttling, or not to be trusted (rows A3 and A5 of the fault matrix). A4 stands in token_test.cpp.
#include <fstream>
#include <thread>

#include "tests/kafka/api_front.hpp"
#include "tests/kafka/process_fixture.hpp"

namespace iw::testing {
namespace {

class ApiRefusal : public ProcessFault {};

TEST_F(ApiRefusal, InAStormOfBusyAnswersTheBudgetBoundsTheCalls) {  // A3
  settings.retry.budget = 20;
  settings.retry.attempts = 50;
  settings.breaker.failures = 0;  // it would stop them sooner
  prepare(2, R"({"shares":{"-1":1}})");
  send_mixed(200, 2);
  start_worker();
  ASSERT_TRUE(calls_reach(220, 30s)) << "the budget's first tokens";
  const auto before = calls_so_far();
  std::this_thread::sleep_for(6s);  // real time: how many calls fit into it is what counts
  EXPECT_LE(calls_so_far() - before, 2) << "ten a minute come by themselves";
  set_faults("{}");
  send_mixed(20, 2, "later/");  // each good answer brings two tokens back
  ASSERT_TRUE(drains(30s)) << log_of("worker-0");
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("ok"), 220);
}

TEST_F(ApiRefusal, RetryAfterOfAnyKindPausesItsAccountWithinTheCap) {  // A3
  settings.retry.waits.retry_after_max = 2s;
  settings.accounts.clear();
  const std::map<std::string, std::string> kinds{{"seconds", "10"},
                                                 {"eternity", "1000000000"},
                                                 {"overflow", "99999999999999999999999999"},
                                                 {"date", "Fri, 31 Dec 2100 23:59:59 GMT"},
                                                 {"past", "Thu, 01 Jan 1970 00:00:00 GMT"},
                                                 {"garbage", "soon"},
                                                 {"negative", "-5"}};
  std::string rules;
  std::vector<Sent> records;
  for (const auto& [name, value] : kinds) {
    settings.accounts.push_back({name, {.kind = TokenKind::file, .path = file("token")}});
    rules += (rules.empty() ? "" : ",") + (R"({"path":")" + name + R"(/0","http":429,"retry_after":")" + value + R"(","times":1})");
    for (const bool first : {true, false})
      records.push_back({std::nullopt, request(name + (first ? "/0" : "/1"), true, R"(,"account":")" + name + "\""), {}, 0});
  }
  settings.api.max_in_flight = 64;
  prepare(1, R"({"rules":[)" + rules + "]}");
  send(records);
  start_worker();
  ASSERT_TRUE(drains(30s)) << log_of("worker-0");
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("ok"), static_cast<int>(records.size()));
  for (const auto& [name, value] : kinds) {
    std::vector<std::int64_t> times;
    for (const auto& call : seen.calls)
      if (call.file_path == name + "/0") times.push_back(call.time_ms);
    ASSERT_EQ(times.size(), 2u) << name;
    const bool readable = name == "seconds" || name == "eternity" || name == "overflow" || name == "date";
    EXPECT_GE(times[1] - times[0], readable ? 1'990 : 990) << name;
    EXPECT_LE(times[1] - times[0], readable ? 3'500 : 2'500) << name << ": beyond the cap";
    EXPECT_EQ(event_of(seen, name + "/0").attempts, 1) << name << ": being throttled is no attempt";
  }
}

/// What a TLS server can show, and must not be trusted for.
struct BadServer {
  const char* name;
  std::function<TlsIdentity(const TestAuthority&)> identity;
};
void PrintTo(const BadServer& server, std::ostream* out) { *out << server.name; }

TlsIdentity with_old_versions(TlsIdentity identity) {
  identity.only_old_versions = true;
  return identity;
}

class TlsFault : public ApiRefusal, public ::testing::WithParamInterface<BadServer> {};

TEST_P(TlsFault, GetsNoByteAndTheJobsWaitForAGoodOne) {  // A5
  settings.retry.attempts = 1'000;
  prepare(2);
  const TestAuthority authority;
  std::ofstream{file("ca.pem")} << authority.root();
  settings.api.ca_file = file("ca.pem");
  ScriptedServer bad{[](Peer& peer) { peer.read_until_end(); }, GetParam().identity(authority)};
  ApiFront good{*sandbox, {}, authority.issue()};
  ApiSwitch door;
  door.lead_to(bad.port());
  settings.api.base_url = "https://127.0.0.1:" + std::to_string(door.port());
  send_mixed(20, 2);
  start_worker();
  ASSERT_TRUE(wait_until([&] { return bad.connections() >= 40; }, 30s)) << log_of("worker-0");
  EXPECT_TRUE(bad.received().empty()) << "it was given a request";
  EXPECT_EQ(door.received().find("databasemigrateimport"), std::string::npos) << "something went out in the clear";
  EXPECT_THAT(page("/statusz"), HasSubstr(R"("waits_for":"retry")"));
  EXPECT_TRUE(read_all(settings.kafka.brokers, settings.kafka.topics.results).empty()) << "they wait, none is in doubt";
  door.lead_to(good.port());
  ASSERT_TRUE(drains(30s)) << log_of("worker-0");
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("ok"), 20);
  for (const auto& event : seen.events()) EXPECT_GT(event.attempts, 1);
}

INSTANTIATE_TEST_SUITE_P(
    EachFault, TlsFault,
    ::testing::Values(BadServer{"Expired", [](const TestAuthority& root) { return root.issue({.valid_to = -1h}); }},
                      BadServer{"NotYetValid", [](const TestAuthority& root) { return root.issue({.valid_from = 1h}); }},
                      BadServer{"SelfSigned", [](const TestAuthority&) { return self_signed(); }},
                      BadServer{"WrongHost", [](const TestAuthority& root) { return root.issue({.names = "DNS:elsewhere.example,IP:127.0.0.2"}); }},
                      BadServer{"OldVersion", [](const TestAuthority& root) { return with_old_versions(root.issue()); }}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace iw::testing
