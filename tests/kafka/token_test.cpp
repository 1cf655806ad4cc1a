// Tokens that are fetched, on a real Kafka with worker processes: expiry under load, many workers, restarts, a service that is down.
#include <httplib.h>

#include <fstream>
#include <iterator>
#include <thread>

#include "common/json/members.hpp"
#include "tests/support/scenario.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr const char* kSecret = "app-secret-of-the-tests";
constexpr const char* kBearer = "bearer-of-the-tests";
constexpr const char* kFirstRefresh = "refresh-token-of-the-tests";

class TokenScenario : public Scenario {
 protected:
  TokenScenario() {
    write("secret", kSecret);
    write("bearer", kBearer);
    write("ticket", "ticket@@@of-the-tests");
    write("refresh", kFirstRefresh);
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream{file(name)} << text; }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream in{file(name), std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  /// Topics, and a sandbox with this token life whose token calls want the tests' secrets.
  void prepare_tokens(int partitions, std::chrono::seconds life, const std::string& faults = "{}") {
    prepare(partitions);
    sandbox = Sandbox::create({.faults = faults, .token_life = life, .secret = kSecret, .bearer = kBearer, .rotate_refresh_tokens = true}).value();
    settings.api.base_url = sandbox->base_url();
  }
  [[nodiscard]] TokenSettings stable(const std::string& appid) const {
    return {.kind = TokenKind::stable, .appid = appid, .secret_file = file("secret")};
  }
  [[nodiscard]] TokenSettings authorizer() const {
    return {.kind = TokenKind::authorizer,
            .component_appid = "wx-platform",
            .authorizer_appid = "wx-merchant",
            .refresh_token_file = file("refresh"),
            .component = {.kind = ComponentKind::ticket, .secret_file = file("secret"), .ticket_file = file("ticket")}};
  }
  void use(TokenSettings token) { settings.accounts = {{"default", std::move(token)}}; }
  /// INSERT and UPSERT in turn, over all accounts.
  void send_some(int count, int partitions, const std::string& folder = "files") {
    std::vector<Sent> records;
    for (int n = 0; n < count; ++n) {
      const auto& account = settings.accounts[static_cast<std::size_t>(n) % settings.accounts.size()].name;
      records.push_back({"key-" + std::to_string(n),
                         request(folder + "/" + std::to_string(n), n % 2 == 0, R"(,"account":")" + account + "\""),
                         {},
                         n % partitions});
    }
    send(records);
  }
  /// A number of the sandbox's statistics, one level down: counted("tokens", "stable").
  [[nodiscard]] std::int64_t counted(const char* group, const char* name) const {
    const auto stats = parse_json(sandbox_get("/sandbox/stats"), 8);
    const auto* members = stats && stats->IsObject() ? find_member(*stats, group) : nullptr;
    return members != nullptr && members->IsObject() ? number_member(*members, name) : -1;
  }
  [[nodiscard]] std::int64_t results() const {
    return static_cast<std::int64_t>(read_all(settings.kafka.brokers, settings.kafka.topics.results).size());
  }
  /// Gives the stable token's owner a new token and ends the present one.
  [[nodiscard]] bool force_new_token(const std::string& appid) const {
    httplib::Client client{sandbox->base_url()};
    const auto body = R"({"grant_type":"client_credential","appid":")" + appid + R"(","secret":")" + kSecret + R"(","force_refresh":true})";
    const auto answer = client.Post("/cgi-bin/stable_token", body, "application/json");
    return answer && answer->body.find("access_token") != std::string::npos;
  }
  /// Everything was handled, nothing told twice, and no secret of the token calls stands anywhere.
  History expect_right_and_silent() {
    auto seen = history();
    for (const auto* secret : {kSecret, kBearer, "ticket@@@of-the-tests", kFirstRefresh, "sandbox-refresh-token", "sandbox-token-"})
      seen.secrets.emplace_back(secret);
    expect_right(seen);
    return seen;
  }
};

TEST_F(TokenScenario, FiveHundredJobsThatMeetARefusedTokenBringAboutOneRenewal) {
  settings.api.max_in_flight = 500;
  prepare_tokens(4, 7200s);
  use(stable("wx-a"));
  send_some(1, 1, "first");
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(30s));
  ASSERT_EQ(counted("tokens", "stable"), 1);
  ASSERT_TRUE(force_new_token("wx-a"));
  set_faults(R"({"latency_ms":1500})");  // so that all of them are under way before the first answer
  send_some(500, 4);
  ASSERT_TRUE(wait_until([&] { return calls_so_far() >= 501; }, 30s));
  ASSERT_TRUE(wait_for_lag_zero(60s));
  const auto seen = expect_right_and_silent();
  EXPECT_EQ(seen.by_reason().at("ok"), 501);
  EXPECT_GT(counted("by_errcode", "40001"), 300) << "too few calls met the refused token: the test shows nothing";
  EXPECT_EQ(counted("tokens", "stable"), 3) << "the worker's first, the one that ended it, one renewal";
  for (const auto& event : seen.events()) EXPECT_EQ(event.attempts, 1) << event.file_path;
}

TEST_F(TokenScenario, ThreeWorkersRenewStableTokensWithoutThrowingEachOtherOut) {
  constexpr std::int64_t kRenewals = 1'000;
  settings.kafka.static_membership = false;
  settings.api.max_in_flight = 32;
  prepare_tokens(6, 2s, R"({"latency_ms":100})");
  settings.accounts.clear();
  for (int n = 0; n < 20; ++n) settings.accounts.push_back({"account-" + std::to_string(n), stable("wx-" + std::to_string(n))});
  for (int n = 0; n < 3; ++n) start_worker("worker-" + std::to_string(n));
  int rounds = 0;
  ASSERT_TRUE(wait_until(
      [&] {
        send_some(60, 6, "round-" + std::to_string(rounds++));
        std::this_thread::sleep_for(500ms);  // real time: tokens live in it
        return counted("tokens", "stable") >= kRenewals;
      },
      60s))
      << counted("tokens", "stable") << " renewals";
  ASSERT_TRUE(wait_for_lag_zero(60s));
  const auto seen = expect_right_and_silent();
  EXPECT_EQ(seen.by_reason().at("ok"), 60 * rounds);
  EXPECT_EQ(counted("by_errcode", "40001"), 0) << "one worker's renewal has thrown another one out";
  EXPECT_EQ(counted("by_errcode", "42001"), 0) << "a token was used to its end";
  RecordProperty("renewals", std::to_string(counted("tokens", "stable")));
}

TEST_F(TokenScenario, RotatingRefreshTokensSurviveKills) {
  prepare_tokens(2, 2s, R"({"latency_ms":50})");
  use(authorizer());
  std::string before = kFirstRefresh;
  for (int kills = 0; kills < 5; ++kills) {
    auto& worker = start_worker();
    const auto calls = counted("tokens", "authorizer");
    ASSERT_TRUE(wait_until([&] { return counted("tokens", "authorizer") >= calls + 2 && read("refresh") != before; }, 30s)) << log_of("worker-0");
    before = read("refresh");
    worker.kill();
  }
  send_some(100, 2);
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(60s)) << log_of("worker-0");
  const auto seen = expect_right_and_silent();
  EXPECT_EQ(seen.by_reason().at("ok"), 100);
  EXPECT_THAT(log_of("worker-0"), ::testing::Not(HasSubstr("61023")));
}

TEST_F(TokenScenario, ATokenServiceThatIsDownHoldsTheAccountAndIsNotCalledInALoop) {
  settings.retry.initial = 200ms;
  settings.retry.max = 2s;
  prepare_tokens(2, 7200s, R"({"tokens":{"http":503}})");
  use({.kind = TokenKind::service, .url = sandbox->base_url() + "/sandbox/token-service", .bearer_file = file("bearer")});
  send_some(100, 2);
  start_worker();
  ASSERT_TRUE(wait_until([&] { return counted("tokens", "service") >= 3; }, 30s));
  const auto before = counted("tokens", "service");
  std::this_thread::sleep_for(6s);  // real time: how many calls fit into it is what counts
  EXPECT_LE(counted("tokens", "service") - before, 8) << "every 1 to 2 s at the longest";
  EXPECT_EQ(calls_so_far(), 0) << "no call without a token";
  EXPECT_EQ(results(), 0) << "held, not failed";
  EXPECT_THAT(log_of("worker-0"), HasSubstr("the token service answered HTTP 503"));
  set_faults("{}");
  ASSERT_TRUE(wait_for_lag_zero(30s)) << log_of("worker-0");
  const auto seen = expect_right_and_silent();
  EXPECT_EQ(seen.by_reason().at("ok"), 100);
  for (const auto& event : seen.events()) EXPECT_EQ(event.attempts, 1);
}

TEST_F(TokenScenario, AWrongSecretHoldsTheAccountUntilItsFileIsRight) {
  write("secret", "not-the-secret");
  settings.retry.hold_operator = true;  // without it, 40125 fails the jobs
  prepare_tokens(1, 7200s);
  use(stable("wx-a"));
  send_some(20, 1);
  start_worker();
  ASSERT_TRUE(wait_until([&] { return log_of("worker-0").find("40125") != std::string::npos; }, 30s));
  EXPECT_THAT(log_of("worker-0"), HasSubstr("check that the secret belongs to this appid"));
  EXPECT_EQ(calls_so_far(), 0);
  write("secret", kSecret);
  ASSERT_TRUE(wait_for_lag_zero(30s)) << log_of("worker-0");
  const auto seen = expect_right_and_silent();
  EXPECT_EQ(seen.by_reason().at("ok"), 20);
}

}  // namespace
}  // namespace iw::testing
