// Every row of the contract's table of answers (section 4), odd bodies included.
#include "worker/answer/read_reply.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/worker/answer/reply_fixture.hpp"

namespace iw {
namespace {

using ::testing::HasSubstr;
using enum ErrorClass;

TEST(ReadReply, ErrcodeZeroWithAJobIdIsAccepted) {
  const Reply reply = read(R"({"errcode":0,"errmsg":"ok","job_id":100074947})");
  EXPECT_EQ(reply.error_class, accepted);
  EXPECT_EQ(reply.job_id, 100074947);
  EXPECT_EQ(reply.answer.errcode, 0);
  EXPECT_EQ(reply.answer.errmsg, "ok");
  EXPECT_TRUE(reply.answered);
  EXPECT_TRUE(reply.known);
}

TEST(ReadReply, NumbersMayBeNumericStringsOf64Bits) {
  EXPECT_EQ(read(R"({"errcode":"0","job_id":"100074947"})").job_id, 100074947);
  EXPECT_EQ(read(R"({"job_id":9223372036854775807,"errcode":0})").job_id, INT64_MAX);
  EXPECT_EQ(read(R"({"job_id":"9223372036854775807","errcode":0})").job_id, INT64_MAX);
  EXPECT_EQ(read(R"({"errcode":"-501007"})").error_class, permanent);
  EXPECT_EQ(read(R"({"errcode":"-501007"})").answer.errcode, -501007);
}

TEST(ReadReply, IntegersMayBeWrittenAsFractionsOrPowersOfTen) {
  for (const char* zero : {"0", "0.0", "-0", "0e5", "0.00e-3", "\"0.0\""})
    EXPECT_EQ(read(R"({"job_id":100074947,"errcode":)" + std::string{zero} + "}").error_class, accepted) << zero;
  for (const char* id : {"100074947.0", "1.00074947e8", "1000749470e-1", "100074947e0", "\"100074947.00\""})
    EXPECT_EQ(read(R"({"errcode":0,"job_id":)" + std::string{id} + "}").job_id, 100074947) << id;
  EXPECT_EQ(read(R"({"errcode":-1.0})").error_class, transient);
  EXPECT_EQ(read(R"({"errcode":4.0001e4})").error_class, token);
  EXPECT_EQ(read(R"({"errcode":0,"job_id":9007199254740993.0})").job_id, 9007199254740993) << "no double holds it";
  EXPECT_EQ(read(R"({"errcode":0,"job_id":9223372036854775807.0})").job_id, INT64_MAX);
  for (const char* none : {"9223372036854775808.0", "1e19", "1e999999999", "1e-1", "100074947.5", "\"1e\"", "\"1.\"", "\"+1\""})
    EXPECT_EQ(read(R"({"errcode":0,"job_id":)" + std::string{none} + "}").error_class, in_doubt) << none;
  EXPECT_EQ(read(R"({"errcode":0,"job_id":1.0e3,"x":1e999999})").job_id, 1000) << "a number beside it that nobody can hold";
}

TEST(ReadReply, ByteOrderMarkIsSkipped) {
  EXPECT_EQ(read("\xEF\xBB\xBF{\"errcode\":0,\"job_id\":7}").job_id, 7);
  EXPECT_EQ(read("\xEF\xBB\xBF\xEF\xBB\xBF{\"errcode\":0,\"job_id\":7}").error_class, in_doubt) << "only one";
}

TEST(ReadReply, MessageThatSaysSomethingCounts) {
  EXPECT_EQ(read(R"({"errcode":-1,"errmsg":"","err_msg":"system error"})").answer.errmsg, "system error");
  EXPECT_EQ(read(R"({"errcode":-1,"errmsg":null,"err_msg":"","error_msg":"busy"})").answer.errmsg, "busy");
  EXPECT_EQ(read(R"({"errcode":-1,"errmsg":"first","err_msg":"second"})").answer.errmsg, "first");
  EXPECT_EQ(read(R"({"errcode":-1,"errmsg":"","err_msg":"no rid: 60891646-03eed615"})").answer.rid, "60891646-03eed615");
}

TEST(ReadReply, LoneSurrogateInAMessageHidesNoErrcode) { EXPECT_EQ(read(R"({"errcode":-1,"errmsg":"a\ud800b"})").error_class, transient); }

TEST(ReadReply, JobIdWithoutSuccessIsNotShown) { EXPECT_FALSE(read(R"({"errcode":-1,"job_id":5})").job_id.has_value()); }

struct Case {
  int status;
  std::string body;
};

TEST(ReadReply, WhateverMayHaveBeenExecutedIsInDoubt) {
  const std::vector<Case> cases{{200, ""},
                                {200, " "},
                                {200, "{"},
                                {200, R"({"errcode":0,"job_id":1)"},
                                {200, R"({"errcode":0,"job_i)"},
                                {200, "<html>gateway</html>"},
                                {200, "ok"},
                                {200, "{}"},
                                {200, "[]"},
                                {200, "null"},
                                {200, "0"},
                                {200, "\"errcode\""},
                                {200, R"([{"errcode":0,"job_id":1}])"},
                                {200, R"({"job_id":1})"},
                                {200, R"({"errmsg":"ok"})"},
                                {200, R"({"ERRCODE":0,"job_id":1})"},
                                {200, R"({"errcode":null,"job_id":1})"},
                                {200, R"({"errcode":"","job_id":1})"},
                                {200, R"({"errcode":"zero","job_id":1})"},
                                {200, R"({"errcode":"0x0","job_id":1})"},
                                {200, R"({"errcode":" 0","job_id":1})"},
                                {200, R"({"errcode":true,"job_id":1})"},
                                {200, R"({"errcode":[0],"job_id":1})"},
                                {200, R"({"errcode":0.5,"job_id":1})"},
                                {200, R"({"errcode":99999999999999999999,"job_id":1})"},
                                {200, R"({"errcode":0,"errcode":-1,"job_id":1})"},
                                {200, R"({"errcode":0})"},
                                {200, R"({"errcode":0,"job_id":null})"},
                                {200, R"({"errcode":0,"job_id":""})"},
                                {200, R"({"errcode":0,"job_id":"abc"})"},
                                {200, R"({"errcode":0,"job_id":"12abc"})"},
                                {200, R"({"errcode":0,"job_id":1.5})"},
                                {200, R"({"errcode":0,"job_id":{}})"},
                                {200, R"({"errcode":0,"job_id":18446744073709551616})"},
                                {200, R"({"errcode":0,"job_id":"18446744073709551616"})"},
                                {200, R"({"errcode":0,"job_id":1e400})"},
                                {200, R"({"errcode":0,"job_id":1,"job_id":2})"},
                                {200, R"({"errcode":0,"job_id":1}{"errcode":0,"job_id":2})"},
                                {200, R"({"errcode":0,"job_id":1} x)"},
                                {200, std::string{"{\"errcode\":0,\"job_id\":1}\0", 25}},
                                {200, std::string(100'000, '[')},
                                {200, R"({"errcode":-501002})"},
                                {200, R"({"errcode":-502010})"},
                                {408, ""},
                                {500, ""},
                                {502, "<html>Bad Gateway</html>"},
                                {503, "{}"},
                                {504, "[]"},
                                {599, R"({"errmsg":"x"})"},
                                {500, R"({"errcode":0})"}};
  for (const auto& [status, body] : cases) {
    const Reply reply = read(answered(status, body));
    EXPECT_EQ(reply.error_class, in_doubt) << status << " " << body.substr(0, 60);
    EXPECT_FALSE(reply.job_id.has_value()) << status << " " << body.substr(0, 60);
    EXPECT_FALSE(reply.explanation.empty()) << status << " " << body.substr(0, 60);
    EXPECT_TRUE(reply.answered);
  }
}

TEST(ReadReply, CompressedBodyThatNobodyAskedForIsInDoubt) {
  HttpResult result = answered(200, R"({"errcode":0,"job_id":1})");
  result.compressed = true;
  EXPECT_EQ(read(result).error_class, in_doubt);
  EXPECT_FALSE(read(result).job_id.has_value());
}

TEST(ReadReply, ErrcodeDecidesWhateverTheStatusSays) {
  for (const int status : {200, 201, 400, 401, 403, 404, 408, 412, 429, 500, 502, 503}) {
    EXPECT_EQ(read(answered(status, R"({"errcode":0,"job_id":1})")).error_class, accepted) << status;
    EXPECT_EQ(read(answered(status, R"({"errcode":-1})")).error_class, transient) << status;
    EXPECT_EQ(read(answered(status, R"({"errcode":40097})")).error_class, permanent) << status;
    EXPECT_EQ(read(answered(status, R"({"errcode":40001})")).error_class, token) << status;
  }
}

TEST(ReadReply, EveryRowOfTheTableGivesItsClass) {
  for (const auto& [code, row] : ErrorTable::shipped().rows()) {
    if (code == 0) continue;
    const Reply reply = read(R"({"errcode":)" + std::to_string(code) + R"(,"errmsg":"m"})");
    EXPECT_EQ(reply.error_class, row.error_class) << code;
    EXPECT_TRUE(reply.known) << code;
    EXPECT_EQ(reply.answer.errcode, code);
    EXPECT_THAT(reply.explanation, HasSubstr(std::to_string(code)));
  }
}

TEST(ReadReply, ErrcodeInNoTableIsPermanentAndUnknown) {
  const Reply reply = read(R"({"errcode":12345,"errmsg":"what"})");
  EXPECT_EQ(reply.error_class, permanent);
  EXPECT_FALSE(reply.known);
}

TEST(ReadReply, BareStatuses) {
  EXPECT_EQ(read(answered(429, "")).error_class, throttled);
  EXPECT_EQ(read(answered(429, "slow down")).error_class, throttled);
  for (const int status : {400, 401, 403, 404, 405, 413, 414, 422, 431, 451, 499})
    EXPECT_EQ(read(answered(status, "no")).error_class, permanent) << status;
  for (const char* body : {"", "{}", R"({"errmsg":"x"})"}) EXPECT_EQ(read(answered(404, body)).error_class, permanent) << body;
}

TEST(ReadReply, RedirectIsNeverFollowedAndNeedsAPerson) {
  for (const int status : {300, 301, 302, 303, 304, 307, 308}) {
    EXPECT_EQ(read(answered(status, "")).error_class, operator_) << status;
    EXPECT_EQ(read(answered(status, R"({"errcode":0,"job_id":1})")).error_class, operator_)
        << "a body behind a redirect is not the API's: " << status;
  }
}

TEST(ReadReply, OverridesCountForCodesAndBareStatuses) {
  ErrorTable table = ErrorTable::shipped();
  ASSERT_TRUE(table.override_class("-502001", "permanent").has_value());
  ASSERT_TRUE(table.override_class("http_503", "transient").has_value());
  EXPECT_EQ(read_reply(answered(200, R"({"errcode":-502001})"), table, {}, kNow).error_class, permanent);
  EXPECT_EQ(read_reply(answered(503, ""), table, {}, kNow).error_class, transient);
  EXPECT_EQ(read_reply(answered(503, R"({"errcode":40097})"), table, {}, kNow).error_class, permanent)
      << "the errcode decides, the status is not bare";
  EXPECT_EQ(read_reply(answered(502, ""), table, {}, kNow).error_class, in_doubt);
}

TEST(ReadReply, NothingSentIsTransientAndNoAnswer) {
  const Reply reply = read(HttpResult{.phase = HttpPhase::not_sent, .error = "connection refused"});
  EXPECT_EQ(reply.error_class, transient);
  EXPECT_FALSE(reply.answered);
  EXPECT_FALSE(reply.answer.errcode.has_value());
  EXPECT_EQ(reply.explanation, "connection refused");
}

TEST(ReadReply, LostAnswerIsInDoubtWhateverWasReadOfIt) {
  for (const int status : {0, 200, 400, 429, 503}) {
    const Reply reply = read(HttpResult{.phase = HttpPhase::unanswered, .status = status, .body = R"({"errcode":0,"job_id":1})", .error = "reset"});
    EXPECT_EQ(reply.error_class, in_doubt) << status;
    EXPECT_FALSE(reply.answered);
    EXPECT_FALSE(reply.job_id.has_value());
  }
}

TEST(ReadReply, RetryAfterIsReadFromTheHeader) {
  EXPECT_EQ(read(answered(429, "", "7")).retry_after, std::chrono::seconds{7});
  EXPECT_EQ(read(answered(200, R"({"errcode":-501003})", "7")).retry_after, std::chrono::seconds{7});
  EXPECT_EQ(read(answered(429, "", "Thu, 28 May 2026 20:27:40 GMT")).retry_after, std::chrono::seconds{60});
  EXPECT_FALSE(read(answered(429, "", "soon")).retry_after.has_value());
  EXPECT_FALSE(read(answered(429, "")).retry_after.has_value());
}

RC_GTEST_PROP(ReadReplyProperty, AnyBytesAreReadAndNoneMakesASuccess, (const std::string& body)) {
  for (const int status : {100, 200, 302, 404, 429, 500}) {
    const Reply reply = read(answered(status, body));
    RC_ASSERT(reply.error_class != accepted);
    RC_ASSERT(!reply.job_id.has_value());
  }
}

RC_GTEST_PROP(ReadReplyProperty, EveryCutOfAnAcceptanceIsInDoubt, (std::int64_t job_id)) {
  const std::string whole = R"({"errcode":0,"errmsg":"ok","job_id":)" + std::to_string(job_id) + "}";
  RC_ASSERT(read(whole).job_id == job_id);
  for (std::size_t size = 0; size < whole.size(); ++size) RC_ASSERT(read(whole.substr(0, size)).error_class == in_doubt);
}

}  // namespace
}  // namespace iw
