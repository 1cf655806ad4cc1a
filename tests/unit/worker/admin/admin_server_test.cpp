// The admin port over a real socket, with a worker whose state the test sets.
#include "worker/admin/admin_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include "common/json/json.hpp"

namespace iw {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A worker that says what it is told to say.
class FakeWorker final : public WorkerView {
 public:
  [[nodiscard]] bool alive() const override { return is_alive; }
  [[nodiscard]] Status status() const override { return present; }
  bool is_alive = true;
  Status present;
};

class AdminPort : public ::testing::Test {
 protected:
  AdminPort() {
    worker.present.group = "g";
    worker.present.ready = true;
    worker.present.partitions.push_back(
        {.partition = 3, .committed = 7, .position = 12, .high_watermark = 40, .pending = 1, .waiting = 2, .started = 2});
    worker.present.partitions.back().oldest = PartitionStatus::Oldest{.offset = 7, .age_s = 3.25, .waits_for = "retry", .errcode = -1, .attempts = 2};
    worker.present.accounts.push_back({.name = "a\"b", .state = "held", .why = "its token was refused", .token_kind = "file"});
    worker.present.counters.accepted = 5;
  }
  httplib::Result get(const std::string& path) const { return httplib::Client{"127.0.0.1", admin->port()}.Get(path); }

  FakeWorker worker;
  std::unique_ptr<AdminServer> admin = AdminServer::start({"127.0.0.1", 0}, worker).value();
};

TEST_F(AdminPort, StatuszHasTheContractsFields) {
  const auto answer = get("/statusz");
  ASSERT_TRUE(answer);
  const auto status = parse_json(answer->body, 16).value();
  const auto& partition = *find_member(status, "partitions")->Begin();
  EXPECT_EQ(find_member(partition, "lag")->GetInt64(), 33);
  EXPECT_EQ(find_member(*find_member(partition, "open"), "waiting")->GetInt64(), 2);
  EXPECT_EQ(text_of(*find_member(*find_member(partition, "oldest"), "waits_for")), "retry");
  EXPECT_EQ(find_member(*find_member(partition, "oldest"), "errcode")->GetInt64(), -1);
  const auto& account = *find_member(status, "accounts")->Begin();
  EXPECT_EQ(text_of(*find_member(account, "name")), "a\"b");
  EXPECT_EQ(text_of(*find_member(account, "state")), "held");
  EXPECT_EQ(find_member(*find_member(status, "outcomes"), "accepted")->GetInt64(), 5);
}

TEST_F(AdminPort, HealthFollowsTheLoopAndReadinessTheSentence) {
  EXPECT_EQ(get("/livez")->status, 200);
  EXPECT_EQ(get("/readyz")->status, 200);
  worker.is_alive = false;
  worker.present.ready = false;
  worker.present.not_ready_because = "topic x does not exist";
  EXPECT_EQ(get("/livez")->status, 503);
  EXPECT_EQ(get("/readyz")->status, 503);
  EXPECT_THAT(get("/readyz")->body, HasSubstr("topic x does not exist"));
}

TEST_F(AdminPort, MetricsHaveTheirPrefixAndEscapedLabels) {
  const auto text = get("/metrics")->body;
  EXPECT_THAT(text, HasSubstr("import_worker_partition_lag{partition=\"3\"} 33"));
  EXPECT_THAT(text, HasSubstr(R"(import_worker_account_state{account="a\"b",state="held"} 1)"));
  EXPECT_THAT(text, HasSubstr("import_worker_events_committed_total{outcome=\"accepted\"} 5"));
}

TEST_F(AdminPort, PageRunsNoInlineScriptAndEveryAnswerForbidsIt) {
  const auto page = get("/");
  EXPECT_THAT(page->body, HasSubstr("<script src=\"/page.js\">"));
  EXPECT_THAT(page->body, Not(HasSubstr("<script>")));
  EXPECT_THAT(page->get_header_value("Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_EQ(get("/page.js")->status, 200);
  EXPECT_EQ(get("/page.css")->status, 200);
}

TEST_F(AdminPort, IsReadOnly) {
  httplib::Client client{"127.0.0.1", admin->port()};
  for (const char* path : {"/statusz", "/metrics", "/", "/livez"}) {
    EXPECT_GE(client.Post(path, "x", "text/plain")->status, 400) << path;
    EXPECT_GE(client.Delete(path)->status, 400) << path;
  }
}

TEST_F(AdminPort, ASecondWorkerDoesNotShareThePort) {
  const auto second = AdminServer::start({"127.0.0.1", admin->port()}, worker);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("admin.listen"));
}

}  // namespace
}  // namespace iw
