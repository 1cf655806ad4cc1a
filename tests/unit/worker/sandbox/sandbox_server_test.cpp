// Faults, loss, the list of calls and the end, over loopback.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <thread>

#include "tests/unit/worker/sandbox/sandbox_fixture.hpp"

namespace iw::testing {
namespace {

using ::testing::HasSubstr;

class SandboxServerTest : public SandboxFixture {
 protected:
  /// The errcodes of a run: each path three times.
  std::vector<std::int64_t> run() {
    std::vector<std::int64_t> codes;
    for (int attempt = 0; attempt < 3; ++attempt)
      for (int n = 0; n < 40; ++n) codes.push_back(import("imports/" + std::to_string(n)));
    return codes;
  }
  /// Sends bytes on a connection of its own (and ends our side of it); returns what recv() says then: 0 at a clean end without a byte.
  ssize_t received_after(const std::string& bytes, bool end) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(sandbox().port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(::send(fd, bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
    if (end) ::shutdown(fd, SHUT_WR);
    char byte = 0;
    const auto received = ::recv(fd, &byte, 1, 0);
    ::close(fd);
    return received;
  }
};

TEST_F(SandboxServerTest, TheSameSeedGivesTheSameRun) {
  const std::string script = R"({"seed":9,"shares":{"-1":0.2,"-1000":0.1,"-502005":0.1}})";
  play(script);
  const auto first = run();
  EXPECT_GT(std::count(first.begin(), first.end(), -1), 5);
  play(script);
  EXPECT_EQ(run(), first);
  play(R"({"seed":10,"shares":{"-1":0.2,"-1000":0.1,"-502005":0.1}})");
  EXPECT_NE(run(), first);
}

TEST_F(SandboxServerTest, TheFirstScriptMayComeWithTheOptions) {
  options.faults = R"({"shares":{"-1":1}})";
  EXPECT_EQ(import("a"), -1);
  EXPECT_EQ(get("/sandbox/faults"), options.faults);
}

TEST_F(SandboxServerTest, AScriptWithAnUnknownKeyIsRefusedAndThePresentOneStays) {
  play(R"({"shares":{"-1":1}})");
  const auto refused = post("/sandbox/faults", R"({"share":{}})");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 400);
  EXPECT_THAT(refused->body, HasSubstr("share: unknown key"));
  EXPECT_EQ(import("a"), -1);
}

TEST_F(SandboxServerTest, ALossBeforeCreatesNoTaskAndSendsNothing) {
  play(R"({"rules":[{"path":"a","lose":"before","times":1}]})");
  const auto lost = post_import("a");
  EXPECT_FALSE(lost);
  EXPECT_EQ(lost.error(), httplib::Error::Read);
  EXPECT_EQ(number_in(answer("/tcb/databasemigrateimport?access_token=t", import_body("a")), "job_id"), 100'000'001);
  EXPECT_THAT(calls().at(0), HasSubstr(R"("errcode":null,"job_id":null,"http":null,"answered":false,"executed":false})"));
}

TEST_F(SandboxServerTest, ALossAfterCreatesATaskAndSendsNothing) {
  play(R"({"rules":[{"path":"a","lose":"after","times":1}]})");
  EXPECT_FALSE(post_import("a"));
  EXPECT_EQ(number_in(answer("/tcb/databasemigrateimport?access_token=t", import_body("a")), "job_id"), 100'000'002);
  EXPECT_THAT(calls().at(0), HasSubstr(R"("errcode":0,"job_id":100000001,"http":null,"answered":false,"executed":true})"));
}

TEST_F(SandboxServerTest, ALossEndsTheStreamBeforeTheFirstByte) {
  play(R"({"rules":[{"path":"a","lose":"after"}]})");
  const auto body = import_body("a");
  const auto request =
      "POST /tcb/databasemigrateimport?access_token=t HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  EXPECT_EQ(received_after(request, false), 0);
}

TEST_F(SandboxServerTest, ACallWhoseBodyDidNotComeWholeWasNeverMade) {
  const std::string request = "POST /tcb/databasemigrateimport?access_token=t HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{\"env\"";
  EXPECT_EQ(received_after(request, true), 0);
  EXPECT_TRUE(calls().empty());
}

TEST_F(SandboxServerTest, ARuleGivesStatusBodyAndHeader) {
  play(R"({"rules":[{"path":"a","http":503,"retry_after":"10"},{"path":"b","body":"{\"errcode\":0"},{"path":"c","http":429,"errcode":45009}]})");
  const auto busy = post_import("a");
  ASSERT_TRUE(busy);
  EXPECT_EQ(busy->status, 503);
  EXPECT_EQ(busy->body, "");
  EXPECT_EQ(busy->get_header_value("Retry-After"), "10");
  EXPECT_EQ(post_import("b")->body, "{\"errcode\":0");
  const auto throttled = post_import("c");
  EXPECT_EQ(throttled->status, 429);
  EXPECT_EQ(number_in(throttled->body, "errcode"), 45009);
  const auto lines = calls();
  EXPECT_THAT(lines.at(0), HasSubstr(R"("errcode":null,"job_id":null,"http":503,"answered":true,"executed":false})"));
  EXPECT_THAT(lines.at(1), HasSubstr(R"("errcode":null,"job_id":100000001,"http":200,"answered":true,"executed":true})"));
  EXPECT_THAT(lines.at(2), HasSubstr(R"("errcode":45009,"job_id":null,"http":429)"));
}

TEST_F(SandboxServerTest, ALostCallForAMissingFileCreatesNoTask) {
  play(R"({"rules":[{"prefix":"missing/","lose":"after"}]})");
  EXPECT_FALSE(post_import("missing/a"));
  EXPECT_THAT(calls().at(0), HasSubstr(R"("answered":false,"executed":false})"));
}

TEST_F(SandboxServerTest, TokensAreRefusedAsTheScriptSays) {
  play(R"({"refuse_tokens":["t"]})");
  EXPECT_EQ(import("a"), 40001);
  play(R"({"accept_tokens":["t"]})");
  EXPECT_EQ(import("a"), 0);
  EXPECT_EQ(number_in(answer("/tcb/databasemigrateimport?access_token=u", import_body("a")), "errcode"), 40001);
}

TEST_F(SandboxServerTest, StatsCountAnswersAndLosses) {
  play(R"({"rules":[{"path":"a","lose":"after"},{"path":"b","errcode":-1}]})");
  EXPECT_FALSE(post_import("a"));
  EXPECT_EQ(import("b"), -1);
  EXPECT_EQ(import("c"), 0);
  const auto stats = get("/sandbox/stats");
  EXPECT_EQ(number_in(stats, "calls"), 3);
  EXPECT_EQ(number_in(stats, "accepted"), 1);
  EXPECT_EQ(number_in(stats, "executed"), 2);
  EXPECT_EQ(number_in(stats, "lost"), 1);
  EXPECT_THAT(stats, HasSubstr(R"("by_errcode":{"-1":1,"0":1})"));
}

TEST_F(SandboxServerTest, EveryAnswerIsInTheFileBeforeItArrives) {
  options.calls_file = ::testing::TempDir() + "sandbox_calls.jsonl";
  std::remove(options.calls_file.c_str());
  for (int i = 1; i <= 20; ++i) {
    ASSERT_EQ(import("a"), 0);
    std::ifstream file{options.calls_file};
    EXPECT_EQ(std::count(std::istreambuf_iterator<char>{file}, {}, '\n'), i);
  }
  std::remove(options.calls_file.c_str());
}

TEST_F(SandboxServerTest, ManyClientsAtOnceAreAllInTheList) {
  const auto port = sandbox().port();
  std::atomic<int> accepted{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t)
    threads.emplace_back([port, t, &accepted] {
      httplib::Client own{"127.0.0.1", port};
      own.set_keep_alive(true);
      own.set_tcp_nodelay(true);
      for (int i = 0; i < 50; ++i) {
        const auto result =
            own.Post("/tcb/databasemigrateimport?access_token=t", import_body(std::to_string(t) + "/" + std::to_string(i)), "application/json");
        if (result && number_in(result->body, "errcode") == 0) ++accepted;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(accepted, 300);
  EXPECT_EQ(calls().size(), 300u);
}

TEST_F(SandboxServerTest, StopDoesNotWaitForALatency) {
  play(R"({"rules":[{"path":"slow","latency_ms":600000}]})");
  std::atomic<bool> answered{true};
  std::thread caller{[&, port = sandbox().port()] {
    httplib::Client own{"127.0.0.1", port};
    own.set_read_timeout(300);
    answered = static_cast<bool>(own.Post("/tcb/databasemigrateimport?access_token=t", import_body("slow"), "application/json"));
  }};
  while (calls().empty()) std::this_thread::yield();
  sandbox().stop();
  caller.join();
  EXPECT_FALSE(answered);
}

TEST_F(SandboxServerTest, StopTwiceIsAsGoodAsOnce) {
  sandbox().stop();
  sandbox().stop();
}

TEST_F(SandboxServerTest, APortThatIsTakenIsAnError) {
  options.port = sandbox().port();
  const auto second = Sandbox::create(options);
  ASSERT_FALSE(second.has_value());
  EXPECT_THAT(second.error().message, HasSubstr(std::to_string(options.port)));
}

TEST_F(SandboxServerTest, BadOptionsAreErrors) {
  const auto trouble = [](SandboxOptions bad) {
    const auto made = Sandbox::create(std::move(bad));
    return made ? std::string{} : made.error().message;
  };
  EXPECT_THAT(trouble({.faults = R"({"x":1})"}), HasSubstr("x: unknown key"));
  EXPECT_THAT(trouble({.calls_file = "/nowhere/at/all"}), HasSubstr("/nowhere/at/all"));
  EXPECT_THAT(trouble({.threads = 0}), HasSubstr("threads"));
  EXPECT_THAT(trouble({.token_life = std::chrono::seconds{0}}), HasSubstr("token life"));
}

}  // namespace
}  // namespace iw::testing
