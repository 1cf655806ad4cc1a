// The sandbox's token calls: secrets, bearer, rotation, faults, counts.
#include "tests/unit/worker/sandbox/sandbox_fixture.hpp"
#include "worker/sandbox/fault_script.hpp"
#include "worker/sandbox/refresh_book.hpp"
#include "worker/sandbox/token_book.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr const char* kStable = "/cgi-bin/stable_token";
constexpr TimePoint kStart{1h};

std::string ask_stable(const std::string& secret) {
  return R"({"grant_type":"client_credential","appid":"a","force_refresh":false,"secret":")" + secret + "\"}";
}

class TokenCalls : public SandboxFixture {
 protected:
  std::int64_t stable(const std::string& secret = "s") { return number_in(answer(kStable, ask_stable(secret)), "errcode"); }
  std::string refresh(const std::string& refresh_token) {
    return answer("/cgi-bin/component/api_authorizer_token?component_access_token=any",
                  R"({"component_appid":"c","authorizer_appid":"m","authorizer_refresh_token":")" + refresh_token + "\"}");
  }
  static constexpr std::int64_t kNone = -999'999;  ///< no errcode in the answer
};

TEST_F(TokenCalls, AWrongSecretIsRefusedWhenOneIsSet) {
  options.secret = "s1";
  EXPECT_EQ(stable("s1"), kNone);
  EXPECT_EQ(stable("s2"), 40125);
  const std::string component = R"({"component_appid":"c","component_verify_ticket":"v","component_appsecret":")";
  EXPECT_EQ(number_in(answer("/cgi-bin/component/api_component_token", component + "s2\"}"), "errcode"), 40125);
}

TEST_F(TokenCalls, TheServiceWantsItsBearer) {
  options.bearer = "b1";
  const auto ask = [&](const char* header) { return client().Get("/sandbox/token-service?appid=x", httplib::Headers{{"Authorization", header}}); };
  const auto given = ask("Bearer b1");
  ASSERT_EQ(given->status, 200);
  EXPECT_THAT(text_in(given->body, "access_token"), HasSubstr("sandbox-token-"));
  EXPECT_GT(number_in(given->body, "expires_in"), 7100);
  EXPECT_EQ(ask("Bearer b2")->status, 401);
  EXPECT_EQ(ask("b1")->status, 401);
  EXPECT_EQ(client().Get("/sandbox/token-service")->status, 401);
}

TEST_F(TokenCalls, AReplacedRefreshTokenIsRefused) {
  options.rotate_refresh_tokens = true;
  const auto first = text_in(refresh("mine"), "authorizer_refresh_token");
  const auto second = text_in(refresh(first), "authorizer_refresh_token");
  EXPECT_NE(second, first);
  EXPECT_EQ(number_in(refresh("mine"), "errcode"), 61023);
  EXPECT_EQ(number_in(refresh(second), "errcode"), kNone);
}

TEST_F(TokenCalls, AreCountedByKind) {
  stable();
  stable();
  refresh("r");
  get("/sandbox/token-service");
  EXPECT_THAT(get("/sandbox/stats"), HasSubstr(R"("tokens":{"authorizer":1,"service":1,"stable":2})"));
}

TEST_F(TokenCalls, AFaultTakesItsNumberOfCalls) {
  play(R"({"tokens":{"errcode":40164,"times":2}})");
  EXPECT_THAT(text_in(answer(kStable, ask_stable("s")), "errmsg"), HasSubstr("invalid ip 127.0.0.1"));
  EXPECT_EQ(number_in(refresh("r"), "errcode"), 40164);
  EXPECT_EQ(stable(), kNone);
}

TEST_F(TokenCalls, AFaultMayBeAboutOneKind) {
  play(R"({"tokens":{"http":503,"call":"service"}})");
  EXPECT_EQ(client().Get("/sandbox/token-service")->status, 503);
  EXPECT_EQ(stable(), kNone);
}

TEST_F(TokenCalls, ALossAfterUsesTheRefreshTokenUpAndTheOneBeforeStaysGood) {
  options.rotate_refresh_tokens = true;
  play(R"({"tokens":{"lose":"after","times":1}})");
  EXPECT_FALSE(post("/cgi-bin/component/api_authorizer_token?component_access_token=any",
                    R"({"component_appid":"c","authorizer_appid":"m","authorizer_refresh_token":"r"})"));
  EXPECT_EQ(number_in(refresh("r"), "errcode"), kNone) << "nobody has used its successor";
}

TEST_F(TokenCalls, AFaultsBodyStandsAsItIs) {
  play(R"({"tokens":{"body":"{}","times":1}})");
  EXPECT_EQ(answer(kStable, ask_stable("s")), "{}");
}

TEST(TokenFaults, AreReadStrictly) {
  const auto trouble = [](const char* json) {
    const auto script = parse_fault_script(json);
    return script ? std::string{} : script.error().message;
  };
  EXPECT_EQ(trouble(R"({"tokens":{"errcode":-1,"latency_ms":5,"retry_after":"1","times":0,"call":"component"}})"), "");
  EXPECT_THAT(trouble(R"({"tokens":7})"), HasSubstr("tokens: expected an object"));
  EXPECT_THAT(trouble(R"({"tokens":{"call":"all"}})"), HasSubstr("tokens.call: expected one of stable"));
  EXPECT_THAT(trouble(R"({"tokens":{"path":"a"}})"), HasSubstr("tokens.path: unknown key"));
  EXPECT_THAT(trouble(R"({"tokens":{"lose":"after","http":503}})"), HasSubstr("tokens: expected lose without"));
}

TEST(RefreshBook, OnlyTheNewestAndTheOneBeforeAreGood) {
  RefreshBook book{true};
  const auto first = book.use("m", "any");
  const auto second = book.use("m", first);
  EXPECT_EQ(book.use("m", "any"), "");
  const auto third = book.use("m", first);
  EXPECT_NE(third, "") << "the answer with the second one may have been lost";
  EXPECT_EQ(book.use("m", second), "") << "a lost one is gone";
  EXPECT_NE(book.use("m", third), "");
  EXPECT_NE(book.use("other", "any"), "") << "each merchant by itself";
}

TEST(RefreshBook, WithoutRotationAllStayGood) {
  RefreshBook book{false};
  const auto first = book.use("m", "any");
  EXPECT_NE(book.use("m", first), "");
  EXPECT_NE(book.use("m", "any"), "");
}

TEST(TokenBookOverlap, NearTheEndANewTokenIsGivenAndBothAreGood) {
  TokenBook tokens{7200s};
  const auto first = tokens.give("app", false, kStart);
  EXPECT_EQ(tokens.give("app", false, kStart + 6899s).token, first.token);
  const auto second = tokens.give("app", false, kStart + 6900s);
  EXPECT_NE(second.token, first.token);
  EXPECT_EQ(tokens.judge(first.token, kStart + 7199s), 0);
  EXPECT_EQ(tokens.judge(first.token, kStart + 7200s), 42001);
  TokenBook short_lived{2s};
  const auto brief = short_lived.give("app", false, kStart);
  EXPECT_EQ(short_lived.give("app", false, kStart + 900ms).token, brief.token);
  EXPECT_NE(short_lived.give("app", false, kStart + 1s).token, brief.token);
}

}  // namespace
}  // namespace iw::testing
