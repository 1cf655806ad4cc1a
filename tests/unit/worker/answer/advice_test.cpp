// Sentences for people: they say what happened and what to do, and quote nothing that the API said.
#include "worker/answer/advice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/worker/answer/reply_fixture.hpp"

namespace iw {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Advice, RejectionNamesTheErrcodeAndWhatToDo) {
  const Reply reply = read(R"({"errcode":-502005,"errmsg":"secret thing"})");
  EXPECT_THAT(describe_end(Reason::rejected, reply, "shop", 1),
              AllOf(HasSubstr("-502005"), HasSubstr("collection does not exist"), HasSubstr("create the collection, then redrive"),
                    Not(HasSubstr("secret thing"))));
}

TEST(Advice, OperatorTellsAPersonWhatToDo) {
  for (const auto& [code, row] : ErrorTable::shipped().rows()) {
    if (row.error_class != ErrorClass::operator_) continue;
    const auto text = describe_end(Reason::operator_, read("{\"errcode\":" + std::to_string(code) + "}"), "shop", 1);
    EXPECT_THAT(text, AllOf(HasSubstr("'shop'"), HasSubstr(row.meaning), HasSubstr(row.advice), HasSubstr("redrive"))) << code;
  }
}

TEST(Advice, RedirectTellsAPerson) {
  EXPECT_THAT(describe_end(Reason::operator_, read(answered(302, "")), "shop", 1), AllOf(HasSubstr("302"), HasSubstr("redirect")));
}

TEST(Advice, ExhaustionCountsItsAttempts) {
  const Reply reply = read(R"({"errcode":-1})");
  EXPECT_THAT(describe_end(Reason::exhausted, reply, "shop", 8), AllOf(HasSubstr("8 attempts"), HasSubstr("-1")));
  EXPECT_THAT(describe_end(Reason::exhausted, reply, "shop", 1), AllOf(HasSubstr("1 attempt"), Not(HasSubstr("1 attempts"))));
}

TEST(Advice, LostAnswerSaysThatItMayHaveBeenMade) {
  const Reply lost = read(HttpResult{.phase = HttpPhase::unanswered, .error = "connection reset"});
  EXPECT_THAT(describe_end(Reason::answer_lost, lost, "shop", 1), AllOf(HasSubstr("connection reset"), HasSubstr("may or may not")));
  EXPECT_THAT(describe_doubt_after_restart(), HasSubstr("may or may not"));
}

TEST(Advice, RefusedTokenNamesTheAccount) {
  EXPECT_THAT(describe_end(Reason::unauthorized, read(R"({"errcode":40001})"), "shop", 0), AllOf(HasSubstr("'shop'"), HasSubstr("token")));
}

TEST(Advice, ExpiryNamesTheTroubleOrElseTheLastAnswer) {
  EXPECT_THAT(describe_expired({-1, "", ""}, 3, "account 'shop' is held", DeadlineOf::request),
              AllOf(HasSubstr("deadline"), HasSubstr("3 attempts"), HasSubstr("is held")));
  EXPECT_THAT(describe_expired({-1, "", ""}, 1, "", DeadlineOf::request), AllOf(HasSubstr("errcode -1"), HasSubstr("1 attempt used")));
  EXPECT_THAT(describe_expired({}, 0, "", DeadlineOf::request), AllOf(HasSubstr("deadline"), Not(HasSubstr("errcode"))));
  EXPECT_THAT(describe_expired({}, 0, "its not_before lies behind the deadline", DeadlineOf::worker),
              AllOf(HasSubstr("not_before"), HasSubstr("retry.deadline"), Not(HasSubstr("with a later deadline"))));
}

TEST(Advice, RestartWithAllAttemptsUsedUpIsExhaustion) {
  const auto outcome = exhausted_before_restart(8);
  EXPECT_EQ(outcome.outcome, Outcome::failed);
  EXPECT_EQ(outcome.reason, Reason::exhausted);
  EXPECT_THAT(outcome.detail, HasSubstr("8 attempts"));
  EXPECT_FALSE(outcome.job_id.has_value());
}

TEST(Advice, AccountTroubleNamesTheAccountAndTheCause) {
  for (const char* body : {R"({"errcode":45011})", R"({"errcode":45009})", R"({"errcode":40001})", R"({"errcode":48001})"}) {
    const Reply reply = read(body);
    EXPECT_THAT(describe_trouble(reply, "shop"), AllOf(HasSubstr("'shop'"), HasSubstr(std::to_string(*reply.answer.errcode)))) << body;
  }
  EXPECT_THAT(describe_same_token("shop"), AllOf(HasSubstr("'shop'"), HasSubstr("same token")));
}

TEST(Explain, SaysClassMeaningAndWhatToDoForEveryRow) {
  for (const auto& [code, row] : ErrorTable::shipped().rows())
    EXPECT_THAT(explain(code, ErrorTable::shipped()),
                AllOf(HasSubstr(std::to_string(code)), HasSubstr("class: " + std::string{name_of(row.error_class)}), HasSubstr(row.meaning),
                      HasSubstr(row.advice)))
        << code;
}

TEST(Explain, UnlistedCodeIsTreatedAsPermanent) {
  EXPECT_THAT(explain(12345, ErrorTable::shipped()), AllOf(HasSubstr("no table"), HasSubstr("permanent")));
}

TEST(Explain, OverriddenClassIsTheOneShown) {
  ErrorTable table = ErrorTable::shipped();
  ASSERT_TRUE(table.override_class("-502001", "permanent").has_value());
  EXPECT_THAT(explain(-502001, table), HasSubstr("class: permanent"));
}

}  // namespace
}  // namespace iw
