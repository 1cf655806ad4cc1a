// What a person gets to see of an answer: errmsg, rid, and never a secret (contract, sections 2, 4 and 8).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "common/redact.hpp"
#include "tests/unit/worker/answer/reply_fixture.hpp"

namespace iw {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kToken = "98_aBcD-eF/gH+iJ=kL_0123456789";

std::string body_with(const std::string& errmsg) { return R"({"errcode":40001,"errmsg":")" + errmsg + "\"}"; }

TEST(ReplyMessage, AllThreeNamesAreRead) {
  EXPECT_EQ(read(R"({"errcode":-1,"errmsg":"a"})").answer.errmsg, "a");
  EXPECT_EQ(read(R"({"errcode":-1,"err_msg":"b"})").answer.errmsg, "b");
  EXPECT_EQ(read(R"({"errcode":-1,"error_msg":"c"})").answer.errmsg, "c");
  EXPECT_EQ(read(R"({"errcode":-1,"errmsg":7,"error_msg":"c"})").answer.errmsg, "c") << "one that is no string is passed over";
  EXPECT_EQ(read(R"({"errcode":-1})").answer.errmsg, "");
}

TEST(ReplyMessage, RidIsPickedOut) {
  EXPECT_EQ(read(body_with("invalid credential rid: 60891646-03eed615-7f6889ef")).answer.rid, "60891646-03eed615-7f6889ef");
  EXPECT_EQ(read(body_with("x, rid: 60891646-03eed615-7f6889ef hint: [OEkDjOLoRa-JqqnuA]")).answer.rid, "60891646-03eed615-7f6889ef");
  EXPECT_EQ(read(body_with("x rid:60891646-03eed615-7f6889ef.")).answer.rid, "60891646-03eed615-7f6889ef");
  for (const char* none : {"", "no id", "rid", "rid:", "rid: ", "rid: ?"}) EXPECT_EQ(read(body_with(none)).answer.rid, "") << none;
}

TEST(ReplyMessage, RidIsPickedOutOfSuccessToo) {
  EXPECT_EQ(read(R"({"errcode":0,"errmsg":"ok rid: 6089-03ee","job_id":1})").answer.rid, "6089-03ee");
}

TEST(ReplyMessage, RidAtTheEndOfALongMessageIsPickedOut) {
  EXPECT_EQ(read(body_with(std::string(5000, 'x') + " rid: 60891646-03eed615-7f6889ef")).answer.rid, "60891646-03eed615-7f6889ef");
}

TEST(ReplyMessage, LongMessageIsCut) { EXPECT_LT(read(body_with(std::string(900'000, 'x'))).answer.errmsg.size(), 8192u); }

TEST(ReplyMessage, SecretsBecomeStarsRawOrPercentEncoded) {
  for (const auto& shown : {kToken, percent_encode(kToken)}) {
    const Reply reply = read(body_with("bad token " + shown + ", sorry " + shown), {kToken});
    EXPECT_EQ(reply.answer.errmsg, "bad token *****, sorry *****");
  }
}

TEST(ReplyMessage, SecretsAreFoundInLowerCasePercentEncoding) {
  EXPECT_EQ(read(body_with("bad 98_aBcD-eF%2fgH%2biJ%3dkL_0123456789"), {kToken}).answer.errmsg, "bad *****");
}

TEST(ReplyMessage, SecretsAreFoundBehindJsonEscapes) {
  EXPECT_EQ(read(body_with(R"(bad 98_aBcD-eF\/gH\u002biJ=kL_0123456789)"), {kToken}).answer.errmsg, "bad *****");
}

TEST(ReplyMessage, SecretThatHoldsAPercentSignIsFoundBothWays) {
  for (const char* shown : {"ab%41cd%zz", "ab%2541cd%25zz"}) EXPECT_EQ(read(body_with(shown), {"ab%41cd%zz"}).answer.errmsg, "*****") << shown;
}

TEST(ReplyMessage, EverySecretOfTheAccountIsReplaced) {
  EXPECT_EQ(read(body_with("old-secret-1 and new-secret-2"), {"new-secret-2", "old-secret-1", ""}).answer.errmsg, "***** and *****");
}

TEST(ReplyMessage, SecretAtTheCutOfALongMessageIsNotShownInPart) {
  for (std::size_t before = 980; before <= 1024; ++before) {
    const Reply reply = read(body_with(std::string(before, 'x') + kToken), {kToken});
    ASSERT_THAT(reply.answer.errmsg, Not(HasSubstr(kToken.substr(0, 4)))) << "message of " << before << " characters, then the token";
  }
}

TEST(ReplyMessage, ConnectionErrorsAreRedactedToo) {
  const Reply reply = read(HttpResult{.phase = HttpPhase::unanswered, .error = "reset after POST /x?access_token=abcdef0123"}, {"abcdef0123"});
  EXPECT_THAT(reply.explanation, Not(HasSubstr("abcdef0123")));
}

TEST(ReplyMessage, ExplanationQuotesNothingOfTheBody) {
  for (const int status : {200, 404, 429, 502})
    for (const std::string& body : {kToken, "{\"" + kToken + "\":1}", "{\"errcode\":\"" + kToken + "\"}", body_with(kToken)})
      EXPECT_THAT(read(answered(status, body), {kToken}).explanation, Not(HasSubstr(kToken))) << status;
}

RC_GTEST_PROP(ReplyMessageProperty, NoAnswerShowsASecretWholeOrEncoded, ()) {
  const auto ascii = rc::gen::inRange<char>(0x20, 0x7F);
  const auto size = *rc::gen::inRange<std::size_t>(8, 60);
  const auto secret = *rc::gen::container<std::string>(size, rc::gen::suchThat(ascii, [](char c) { return c != '*' && c != '%'; }));
  const auto before = *rc::gen::container<std::string>(rc::gen::inRange('a', 'f'));
  std::string shown;
  for (const char c : secret) {
    if (*rc::gen::inRange(0, 2) == 0)
      shown += percent_encode(std::string(1, c));
    else
      shown += c;
  }
  std::string escaped;
  for (const char c : before + shown) escaped += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
  const Reply reply = read(body_with(escaped), {secret});
  RC_ASSERT(reply.answered);
  RC_ASSERT(reply.answer.errcode == 40001);
  RC_ASSERT(reply.answer.errmsg == before + "*****");
}

}  // namespace
}  // namespace iw
