// What a token call's answer means.
#include "worker/call/token/fetch/token_answer.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/worker/call/token/fetch/fetch_fixture.hpp"

namespace iw::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::vector<std::string> kSecrets{"app-secret-1"};

std::variant<TokenAnswer, TokenTrouble> read(const HttpResult& result, const TokenAnswerForm& form = {"/cgi-bin/stable_token"}) {
  return read_token_answer(result, form, ErrorTable::shipped(), kSecrets, HandClock{}.now());
}

std::variant<TokenAnswer, TokenTrouble> read(std::string_view body, int status = 200) {
  return read(HttpResult{.phase = HttpPhase::answered, .status = status, .body = body});
}

std::string said(const std::variant<TokenAnswer, TokenTrouble>& answer) {
  if (const auto* good = std::get_if<TokenAnswer>(&answer)) return told(good->fresh);
  return told(std::get<TokenTrouble>(answer));
}

TokenTrouble trouble(std::string_view body, int status = 200) { return std::get<TokenTrouble>(read(body, status)); }

TEST(TokenAnswer, HoldsATokenAndItsLife) { EXPECT_EQ(said(read(R"({"access_token":"T","expires_in":7200})")), "token T for 7200"); }

TEST(TokenAnswer, ErrcodeZeroIsNoError) {
  EXPECT_EQ(said(read(R"({"errcode":0,"errmsg":"ok","access_token":"T","expires_in":7200})")), "token T for 7200");
}

TEST(TokenAnswer, LifeMayBeANumericString) { EXPECT_EQ(said(read(R"({"access_token":"T","expires_in":"60"})")), "token T for 60"); }

TEST(TokenAnswer, LifeMayBeWrittenAsAFractionOrBehindAByteOrderMark) {
  for (const char* life : {"7200.0", "7.2e3", "\"7200.0\""})
    EXPECT_EQ(said(read(R"({"access_token":"T","expires_in":)" + std::string{life} + "}")), "token T for 7200") << life;
  EXPECT_EQ(said(read("\xEF\xBB\xBF{\"access_token\":\"T\",\"expires_in\":7200,\"errcode\":0.0}")), "token T for 7200");
}

TEST(TokenAnswer, LifeMustLieBetweenASecondAndThirtyOneDays) {
  for (const auto* life : {"0", "-1", "2678401", "9223372036854775807", "1.5", "null", "\"x\"", "true", "[]"})
    EXPECT_THAT(said(read(R"({"access_token":"T","expires_in":)" + std::string{life} + "}")),
                StartsWith("trouble - /cgi-bin/stable_token answered with no expires_in from 1 second to 31 days"))
        << life;
  EXPECT_THAT(said(read(R"({"access_token":"T"})")), HasSubstr("no expires_in"));
  EXPECT_EQ(said(read(R"({"access_token":"T","expires_in":2678400})")), "token T for 2678400");
  EXPECT_EQ(said(read(R"({"access_token":"T","expires_in":1})")), "token T for 1");
}

TEST(TokenAnswer, TokenMustBeVisibleAsciiOfAtMost8192Bytes) {
  for (const std::string& token : {std::string{}, std::string{"a b"}, std::string{"a\\n"}, std::string{"é"}, std::string(8193, 'x')})
    EXPECT_THAT(said(read(R"({"access_token":")" + token + R"(","expires_in":7200})")),
                AllOf(HasSubstr("a token that cannot be one"), Not(HasSubstr("xxxx"))))
        << token.size();
  EXPECT_THAT(said(read(R"({"access_token":7,"expires_in":7200})")), HasSubstr("a token that cannot be one"));
  EXPECT_EQ(said(read(R"({"access_token":")" + std::string(8192, 'x') + R"(","expires_in":7200})")), "token " + std::string(8192, 'x') + " for 7200");
}

TEST(TokenAnswer, NamesTheMembersOfItsForm) {
  const TokenAnswerForm form{"/cgi-bin/component/api_authorizer_token", "authorizer_access_token", "authorizer_refresh_token"};
  const std::string body = R"({"authorizer_access_token":"T","expires_in":7200,"authorizer_refresh_token":"R"})";
  const auto answer = read(HttpResult{.phase = HttpPhase::answered, .status = 200, .body = body}, form);
  EXPECT_EQ(std::get<TokenAnswer>(answer).fresh.token.reveal(), "T");
  EXPECT_EQ(std::get<TokenAnswer>(answer).refresh_token.reveal(), "R");
  EXPECT_THAT(said(read(body)), StartsWith("trouble")) << "another call's member";
}

TEST(TokenAnswer, ABadRefreshTokenIsNotTaken) {
  const TokenAnswerForm form{"call", "access_token", "refresh"};
  const std::string body = R"({"access_token":"T","expires_in":7200,"refresh":"a b"})";
  EXPECT_THAT(said(read(HttpResult{.phase = HttpPhase::answered, .status = 200, .body = body}, form)),
              HasSubstr("a refresh token that cannot be one"));
}

TEST(TokenAnswer, AnAddressThatIsNotListedIsNamed) {
  const auto refused =
      trouble(R"({"errcode":40164,"errmsg":"invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 60891646-03eed615-7f6889ef"})");
  EXPECT_EQ(refused.errcode, 40164);
  EXPECT_EQ(refused.error_class, ErrorClass::operator_);
  EXPECT_THAT(refused.message,
              AllOf(HasSubstr("errcode 40164"), HasSubstr("add the address 203.0.113.7 to the account's IP list"), HasSubstr("rid: ")));
}

TEST(TokenAnswer, WithoutAnAddressTheTablesAdviceStands) {
  EXPECT_THAT(trouble(R"({"errcode":40164,"errmsg":"no"})").message, HasSubstr("add the IP named in errmsg"));
}

TEST(TokenAnswer, AWrongSecretIsSaidToBeOne) {
  for (const auto* errcode : {"40001", "40125"})
    EXPECT_THAT(trouble(R"({"errcode":)" + std::string{errcode} + R"(,"errmsg":"no"})").message,
                HasSubstr("check that the secret belongs to this appid"))
        << errcode;
}

TEST(TokenAnswer, AUsedUpQuotaIsItsOwnClass) {
  const auto refused = trouble(R"({"errcode":45009,"errmsg":"reach max api daily quota limit"})");
  EXPECT_EQ(refused.error_class, ErrorClass::quota);
  EXPECT_THAT(refused.message, HasSubstr("quota of token calls"));
}

TEST(TokenAnswer, ARevokedMerchantNeedsANewAuthorisation) {
  EXPECT_THAT(trouble(R"({"errcode":61023,"errmsg":"refresh_token is invalid"})").message, HasSubstr("have the merchant authorise again"));
}

TEST(TokenAnswer, AnErrcodeBesideATokenIsAnError) {
  EXPECT_EQ(trouble(R"({"errcode":-1,"errmsg":"busy","access_token":"T","expires_in":7200})").error_class, ErrorClass::transient);
}

TEST(TokenAnswer, AnEchoedSecretIsNotShown) {
  EXPECT_THAT(trouble(R"({"errcode":40125,"errmsg":"bad secret app-secret-1"})").message,
              AllOf(HasSubstr("bad secret *****"), Not(HasSubstr("app-secret-1"))));
}

TEST(TokenAnswer, NoAnswerIsToldWithItsReason) {
  const auto lost = std::get<TokenTrouble>(read(HttpResult{.phase = HttpPhase::not_sent, .error = "connection refused"}));
  EXPECT_EQ(lost.error_class, ErrorClass::transient);
  EXPECT_EQ(lost.errcode, std::nullopt);
  EXPECT_EQ(lost.message, "no answer from /cgi-bin/stable_token: connection refused; it is tried again");
}

TEST(TokenAnswer, AStatusWithoutErrcodeIsToldWithAdvice) {
  EXPECT_THAT(trouble("", 503).message, HasSubstr("answered HTTP 503 with an empty body; it is tried again"));
  EXPECT_THAT(trouble("{}", 401).message, HasSubstr("HTTP 401 without an errcode that can be read; check bearer"));
  EXPECT_THAT(trouble("", 302).message, HasSubstr("a redirect, which is never followed"));
  EXPECT_THAT(trouble(R"({"access_token":"T","expires_in":7200})", 500).message, HasSubstr("HTTP 500"));
}

TEST(TokenAnswer, RetryAfterIsHandedOn) {
  const auto busy = std::get<TokenTrouble>(read(HttpResult{.phase = HttpPhase::answered, .status = 429, .body = "", .retry_after = "30"}));
  EXPECT_EQ(busy.retry_after, Duration{std::chrono::seconds{30}});
  EXPECT_EQ(busy.error_class, ErrorClass::throttled);
}

TEST(TokenAnswer, ACompressedAnswerIsRefused) {
  const std::string body = R"({"access_token":"T","expires_in":7200})";
  EXPECT_THAT(said(read(HttpResult{.phase = HttpPhase::answered, .status = 200, .body = body, .compressed = true})), HasSubstr("compressed"));
}

RC_GTEST_PROP(TokenAnswer, SurvivesAnyBody, (const std::string& body)) { (void)read(body); }

RC_GTEST_PROP(TokenAnswer, SurvivesAnyValues, (const std::string& token, std::int64_t life)) {
  (void)read("{\"access_token\":\"" + token + "\",\"expires_in\":" + std::to_string(life) + "}");
}

}  // namespace
}  // namespace iw::testing
