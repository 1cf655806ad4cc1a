// No secret comes out of the worker (contract, section 8), whatever the other side repeats and however the worker ends: log with everything on,
// pages, events, dead letters, `check`, a crash.
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>

#include "tests/kafka/secrets_fixture.hpp"

namespace iw::testing {
namespace {

TEST_F(Secrets, StayInsideWhileTheApiRepeatsThemInEveryAnswer) {
  prepare(2);
  std::vector<Sent> records;
  const std::vector<std::string> kinds{"ok", "permanent", "operator", "unknown", "redirect", "http", "text", "lost", "transient", "refused"};
  for (const auto& account : accounts())
    for (const auto& kind : kinds) {
      const bool cannot_renew = kind == "refused" && !account.token.starts_with("kind: s");
      if (cannot_renew || (kind == "refused" && account.token.starts_with("kind: static"))) continue;
      records.push_back({kind, request(kind + "/" + account.name, true, R"(,"account":")" + account.name + "\""), {}, -1});
    }
  records.push_back({"k", R"({"env":7})", {}, 0});
  send(records);
  const auto& worker = start_worker();
  ASSERT_TRUE(wait_for_lag_zero(90s));
  for (const auto* secret : {"MARKappsecret+", "MARKappsecretvariable", "MARKappsecretfile", "MARKbearer+", "MARKbearerfile", "MARKcomponentsecret+",
                             "MARKcomponentsecretfile", "MARKticket", "MARKrefreshtoken", "MARKcomponentbearer", "MARKservicekey",
                             "x%2FMARKstatictoken%2B%3D%21~x", "x%2FMARKvaluefile", "x%2FMARKfiletoken", "x%2FMARKcomponentfile",
                             "x%2FMARKaccess_token", "x%2FMARKauthorizer_access_token", "x%2FMARKcomponent_access_token"})
    EXPECT_THAT(api.received(), HasSubstr(secret)) << "never sent, so nothing could repeat it";
  expect_silent_worker(worker);
  const auto seen = history();
  EXPECT_EQ(seen.results.size(), records.size());
  int covered = 0;
  for (const auto& record : seen.results) covered += record.value->find("access_token=*****") != std::string::npos ? 1 : 0;
  EXPECT_GE(covered, static_cast<int>(accounts().size()) * 4) << "the answers were passed on, without the tokens in them";
  for (const auto& letter : seen.dead_letters) EXPECT_THAT(*letter.value, HasSubstr("{\"env\":")) << "the request, byte for byte";
  EXPECT_THAT(log_of("worker-0"), HasSubstr("[thrd:")) << "librdkafka says all that it can";
}

TEST_F(Secrets, StayInsideWhileTokenCallsAreRefusedWithThemInTheAnswer) {
  prepare(1);
  api.refuse_tokens(true);
  const auto& worker = start_worker();
  for (const auto& account : accounts()) {
    if (account.token.starts_with("kind: static") || account.token.starts_with("kind: file")) continue;
    if (account.name == "componentfile") continue;  // the same refusal as that of ticket
    EXPECT_TRUE(
        wait_until([&] { return log_of("worker-0").find(R"("account":")" + account.name + "\",\"state\":\"held\"") != std::string::npos; }, 30s))
        << account.name << " never met the refusal";
  }
  EXPECT_THAT(page("/statusz"), HasSubstr("40125"));
  EXPECT_THAT(page("/statusz"), HasSubstr("*****")) << "the answer is passed on, without the secrets in it";
  expect_silent_worker(worker);
}

TEST_F(Secrets, StayInsideWhileKafkaRefusesThePassword) {
  prepare(1);
  kafka_password = marked("wrongpassword");
  const auto& worker = start_worker();
  ASSERT_TRUE(wait_until([&] { return log_of("worker-0").find("uthentication failed") != std::string::npos; }, 30s));
  expect_silent(page("/readyz"), "/readyz");
  expect_silent_worker(worker);
  expect_silent(check_now(), "check");
}

TEST_F(Secrets, StayInsideWhatCheckSays) {
  prepare(1);
  const auto good = check_now("--show");
  EXPECT_THAT(good, HasSubstr("account ticket: "));
  EXPECT_THAT(good, HasSubstr("sasl.password: \"*****\""));
  expect_silent(good, "check --show");
  api.refuse_tokens(true);
  expect_silent(check_now(), "check while token calls are refused");
  proxy_answer = "HTTP/1.1 407 " + marked("reason") + "\r\nProxy-Authenticate: " + marked("challenge") + "\r\n\r\n";
  const auto refused = check_now();
  EXPECT_THAT(refused, HasSubstr("HTTP 407"));
  expect_silent(refused, "check while the proxy refuses");
}

TEST_F(Secrets, StayInsideWhenTheApiCannotBeReachedOrTrusted) {
  prepare(1);
  base_url = api.address("https");
  const auto no_tls = check_now();
  EXPECT_THAT(no_tls, HasSubstr("TLS"));
  expect_silent(no_tls, "check against a server without TLS");
  const EchoApi self_made{self_signed()};
  base_url = self_made.address("https");
  proxy_answer = "HTTP/1.1 200 OK\r\n\r\n";
  expect_silent(check_now(), "check against a certificate of nobody's");
  EXPECT_THAT(self_made.received(), Not(HasSubstr(kMark))) << "a peer that is not verified gets no byte";
}

TEST_F(Secrets, StayInsideACrash) {
  rlimit all{};
  ASSERT_EQ(::getrlimit(RLIMIT_CORE, &all), 0);
  all.rlim_cur = all.rlim_max;
  ASSERT_EQ(::setrlimit(RLIMIT_CORE, &all), 0) << "core dumps are allowed, as far as the machine goes";
  prepare(1);
  for (const int number : {SIGSEGV, SIGABRT}) {
    auto& worker = start_worker();
    ASSERT_TRUE(wait_until([&] { return page("/livez").find("alive") != std::string::npos; }, 30s));
    EXPECT_THAT(text_of("/proc/" + std::to_string(worker.pid()) + "/limits"), ::testing::ContainsRegex("Max core file size +0 +0 "));
    const auto before = log_of("worker-0").size();
    worker.signal(number);
    siginfo_t end{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(worker.pid()), &end, WEXITED | WNOWAIT), 0);
    EXPECT_EQ(end.si_code, CLD_KILLED) << "CLD_DUMPED: a core dump was written";
    EXPECT_EQ(end.si_status, number);
    EXPECT_THAT(log_of("worker-0").substr(before), Not(HasSubstr(kMark)));
    EXPECT_FALSE(std::filesystem::exists("core")) << "a core dump in the folder of the process";
    EXPECT_FALSE(std::filesystem::exists("core." + std::to_string(worker.pid())));
    worker.kill();  // collects it
  }
}

}  // namespace
}  // namespace iw::testing
