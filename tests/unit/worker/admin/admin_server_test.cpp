// The admin port over a real socket, with a worker whose state the test sets.
#include "worker/admin/admin_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <vector>

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

/// Sends these bytes and reads until the server ends the connection.
std::string speak(std::uint16_t port, const std::string& bytes) {
  boost::asio::io_context loop;
  boost::asio::ip::tcp::socket socket{loop};
  socket.connect({boost::asio::ip::address_v4::loopback(), port});
  boost::system::error_code error;
  boost::asio::write(socket, boost::asio::buffer(bytes), error);
  std::string answer;
  boost::asio::read(socket, boost::asio::dynamic_buffer(answer), error);
  return answer;
}

TEST_F(AdminPort, RefusesWhatIsNoHttp) {
  for (const std::string bytes :
       {"\r\n\r\nnonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /livez\x01 HTTP/1.1\r\n\r\n", "\x16\x03\x01 a TLS hello\r\n\r\n"})
    EXPECT_THAT(speak(admin->port(), bytes), HasSubstr("HTTP/1.1 400")) << bytes;
  EXPECT_EQ(get("/livez")->status, 200) << "the next client is served";
}

TEST_F(AdminPort, RefusesAHeaderThatIsTooLong) {
  EXPECT_THAT(speak(admin->port(), "GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"), HasSubstr("HTTP/1.1 431"));
}

TEST_F(AdminPort, ABodyIsNotReadAsTheNextRequest) {
  const auto answer = speak(admin->port(), "GET /livez HTTP/1.1\r\nContent-Length: 30\r\n\r\nGET /statusz HTTP/1.1\r\n\r\n......");
  EXPECT_THAT(answer, HasSubstr("alive"));
  EXPECT_THAT(answer, Not(HasSubstr("partitions"))) << "one answer, then the connection ends";
}

TEST_F(AdminPort, AnswersHeadWithoutABody) {
  const auto answer = speak(admin->port(), "HEAD /statusz HTTP/1.1\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 200"));
  EXPECT_THAT(answer, Not(HasSubstr("partitions")));
}

TEST_F(AdminPort, DoesNotRepeatAnUnknownPath) {
  const auto answer = get("/a-token-typed-by-mistake");
  EXPECT_EQ(answer->status, 404);
  EXPECT_THAT(answer->body, Not(HasSubstr("a-token")));
}

TEST_F(AdminPort, ServesAProbeWhileMoreSlowClientsThanItTakesSitThere) {
  admin = AdminServer::start({"127.0.0.1", 0}, worker, {.connections = 4}).value();
  boost::asio::io_context loop;
  std::vector<boost::asio::ip::tcp::socket> slow;
  for (int n = 0; n < 50; ++n) {
    slow.emplace_back(loop).connect({boost::asio::ip::address_v4::loopback(), admin->port()});
    boost::asio::write(slow.back(), boost::asio::buffer(std::string{"GET /sta"}));
  }
  EXPECT_EQ(get("/livez")->status, 200);
  // The oldest ones have made room: their connections are ended.
  char byte = 0;
  boost::system::error_code error;
  slow.front().read_some(boost::asio::buffer(&byte, 1), error);
  EXPECT_TRUE(error) << "the first slow client is still there";
}

TEST_F(AdminPort, EndsAClientThatTakesTooLongOverItsRequest) {
  admin = AdminServer::start({"127.0.0.1", 0}, worker, {.patience = std::chrono::milliseconds{50}}).value();
  EXPECT_EQ(speak(admin->port(), "GET /livez HTT"), "") << "no answer, and the connection ends by itself";
}

TEST_F(AdminPort, ASecondWorkerDoesNotShareThePort) {
  const auto second = AdminServer::start({"127.0.0.1", admin->port()}, worker);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("admin.listen"));
}

}  // namespace
}  // namespace iw
