// What a history says of requests and calls.
#include <gtest/gtest.h>

#include "tests/unit/support/history/one_run.hpp"

namespace iw::testing {
namespace {

TEST(History, TellsThePolicyOfARequest) {
  EXPECT_TRUE(OneRun{}.asked(R"("conflict_mode":1)").reports);
  EXPECT_TRUE(OneRun{}.asked(R"("conflict_mode":"insert")").reports);
  EXPECT_FALSE(OneRun{}.asked(R"("conflict_mode":2)").reports);
  EXPECT_FALSE(OneRun{}.asked(R"("conflict_mode":1,"when_in_doubt":"resubmit")").reports);
  EXPECT_TRUE(OneRun{}.asked(R"("conflict_mode":2,"when_in_doubt":"report")").reports);
  OneRun otherwise;
  otherwise.history.settings.in_doubt = {.insert_resubmits = true, .upsert_resubmits = false};
  EXPECT_TRUE(otherwise.asked(R"("conflict_mode":2)").reports);
  EXPECT_FALSE(otherwise.asked(R"("conflict_mode":1)").reports);
}

TEST(History, ReadsTheRequestWithinAnEnvelope) {
  const std::vector<Header> structured{{"content-type", "application/cloudevents+json; charset=utf-8"}};
  EXPECT_TRUE(OneRun{}.asked(R"("data":{"conflict_mode":1})", structured).reports);
  EXPECT_FALSE(OneRun{}.asked(R"("conflict_mode":1,"data":{"conflict_mode":2})", structured).reports);
}

TEST(History, TellsWhatOrdersARequest) {
  EXPECT_EQ(OneRun{}.asked("").key, "");
  OneRun by_key;
  by_key.history.settings.order_by = OrderBy::key;
  EXPECT_EQ(by_key.asked("").key, "key k");
  OneRun by_collection;
  by_collection.history.settings.order_by = OrderBy::collection;
  const auto named = by_collection.asked(R"("account":"default","env":"e","collection_name":"c")").key;
  EXPECT_EQ(by_collection.asked(R"("env":"e","collection_name":"c")").key, named);
  EXPECT_NE(by_collection.asked(R"("env":"e","collection_name":"d")").key, named);
  EXPECT_TRUE(facts_of(by_collection.history).rules.ordered);
}

TEST(History, TellsTheTimesThatARequestSets) {
  const auto asked = OneRun{}.asked(R"("deadline":")" + time_text(5'000) + R"(","not_before":")" + time_text(1'000) + "\"");
  EXPECT_EQ(asked.deadline, since_epoch(5'000));
  EXPECT_EQ(asked.not_before, since_epoch(1'000));
  EXPECT_FALSE(OneRun{}.asked("").deadline);
}

TEST(History, TellsARequestThatEndedAsInvalid) {
  OneRun run;
  run.history.requests.push_back({0, 1, at_ms(0), "k", "not json", {}});
  run.event(1, R"("outcome":"failed","reason":"invalid_request")", 165);
  EXPECT_FALSE(facts_of(run.history).asked.at(1).valid);
  EXPECT_TRUE(facts_of(run.history).asked.at(0).valid);
}

TEST(History, GivesACallToTheRequestOfItsFile) {
  OneRun run;
  run.history.requests.push_back(OneRun::request(1, R"("file_path":"b","conflict_mode":2)"));
  run.call(155, R"("file_path":"b","errcode":0,"job_id":8,"http":200,"answered":true,"executed":true)");
  run.call(156, R"("file_path":"nobody's","errcode":0,"job_id":9,"http":200,"answered":true,"executed":true)");
  const auto facts = facts_of(run.history);
  EXPECT_EQ(facts.called.at(0).place, (Place{0, 0}));
  EXPECT_EQ(facts.called.at(1).place, (Place{0, 1}));
  EXPECT_TRUE(run.finds("I1: -1/-1: a call without a request"));
}

TEST(History, KnowsWhichCallsWereCertainlyNotExecuted) {
  EXPECT_TRUE(OneRun{}.called(R"("errcode":-1,"http":200,"answered":true,"executed":false)").refused);
  EXPECT_TRUE(OneRun{}.called(R"("errcode":null,"http":429,"answered":true,"executed":false)").refused);
  EXPECT_TRUE(OneRun{}.called(R"("errcode":null,"http":404,"answered":true,"executed":false)").refused);
  EXPECT_FALSE(OneRun{}.called(R"("errcode":0,"job_id":8,"http":200,"answered":true,"executed":true)").refused);
  EXPECT_FALSE(OneRun{}.called(R"("errcode":-1,"job_id":8,"http":200,"answered":true,"executed":true)").refused) << "whatever the answer says";
  EXPECT_FALSE(OneRun{}.called(R"("errcode":null,"http":null,"answered":false,"executed":false)").refused);
  EXPECT_FALSE(OneRun{}.called(R"("errcode":null,"http":503,"answered":true,"executed":false)").refused);
  EXPECT_FALSE(OneRun{}.called(R"("errcode":-501002,"http":200,"answered":true,"executed":false)").refused) << "a code of class in_doubt";
}

TEST(History, KnowsWhichAnswersUseUpAnAttempt) {
  const auto kind = [](const std::string& answer) { return OneRun{}.called(answer + R"(,"answered":true,"executed":false)").answer; };
  EXPECT_EQ(kind(R"("errcode":-1,"http":200)"), AnswerKind::counts);
  EXPECT_EQ(kind(R"("errcode":-501003,"http":200)"), AnswerKind::account_waits);
  EXPECT_EQ(kind(R"("errcode":45009,"http":200)"), AnswerKind::account_waits);
  EXPECT_EQ(kind(R"("errcode":null,"http":429)"), AnswerKind::account_waits);
  EXPECT_EQ(kind(R"("errcode":42001,"http":200)"), AnswerKind::account_is_ill);
}

TEST(History, ReadsAnswersByTheTableOfItsSettings) {
  OneRun run;
  run.history.settings.retry.classes = {{"-1", "throttled"}, {"http_503", "transient"}};
  EXPECT_EQ(run.called(R"("errcode":-1,"http":200,"answered":true,"executed":false)").answer, AnswerKind::account_waits);
  EXPECT_TRUE(run.called(R"("errcode":null,"http":503,"answered":true,"executed":false)").refused);
}

}  // namespace
}  // namespace iw::testing
