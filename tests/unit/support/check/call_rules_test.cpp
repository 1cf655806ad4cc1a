// Histories that are wrong in their calls: too many, too late, out of order, without an intent, on a permission that had run out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/support/check/story.hpp"

namespace iw::testing {
namespace {

using std::chrono::seconds;

TEST(Checker, SeesAReportJobThatWasCalledAgainAfterALostAnswer) {
  EXPECT_EQ(broken(Story{}.asked(0).intent(0, 1).lost(0).called(0).told(0).committed(1, 1)), "I3");
}

TEST(Checker, AllowsAnotherCallAfterALostAnswerForOneThatResubmits) {
  EXPECT_EQ(broken(Story{}.asked(0, false).lost(0).called(0).told(0).committed(1, 1)), "");
}

TEST(Checker, AllowsAnotherCallAfterARefusal) { EXPECT_EQ(broken(Story{}.asked(0).intent(0, 1).refused(0).called(0).told(0).committed(1, 1)), ""); }

TEST(Checker, SeesACallAfterTheTerminalEvent) { EXPECT_EQ(broken(Story{}.asked(0, false).called(0).told(0).committed(1, 1).called(0)), "I3"); }

TEST(Checker, AllowsALateCallOfOneThatResubmitsForASessionAfterItsNameWasTaken) {
  const auto late = [](bool reports, Duration since) {
    auto story = Story{}.asked(0, reports).intent(0, 1).called(0).told(0).committed(1, 1).called_without_name(0, since);
    story.facts.rules.session = seconds{6};
    return broken(story);
  };
  EXPECT_EQ(late(false, seconds{6}), "");
  EXPECT_EQ(late(false, seconds{7}), "I8");
  EXPECT_THAT(late(true, seconds{1}), ::testing::HasSubstr("I3"));
}

TEST(Checker, SeesALateCallBeforeOneThatIsExcused) {
  auto story = Story{}.asked(0, false).called(0).told(0).committed(1, 1).called(0).called_without_name(0, seconds{1});
  story.facts.rules.session = seconds{6};
  EXPECT_EQ(broken(story), "I3");
}

TEST(Checker, SeesACallAfterTheWorkerKnewTheEnd) {
  auto story = Story{}.by_the_clock(milliseconds{100}).asked(0, false).called(0).later(seconds{1}).called(0).told(0).committed(1, 1);
  story.facts.told[0].decided = When{(seconds{1} - milliseconds{100}) / Duration{1}, seconds{1} - milliseconds{100}};
  EXPECT_EQ(broken(story), "") << "within the slack";
  --story.facts.told[0].decided->order;
  EXPECT_EQ(broken(story), "I3");
}

TEST(Checker, SeesAJobIdThatTheApiNeverGave) {
  EXPECT_EQ(broken(Story{}.asked(0).intent(0, 1).called(0, 1).told(0, "accepted", 2).committed(1, 1)), "I3");
  EXPECT_EQ(broken(Story{}.asked(0).intent(0, 1).refused(0).told(0, "accepted", 0).committed(1, 1)), "I3");
}

TEST(Checker, SeesAJobIdThatTheApiGaveOnlyLater) {
  const auto lines = check(Story{}.asked(0, false).called(0, 1).told(0, "accepted", 2).committed(1, 1).called(0, 2).facts);
  EXPECT_EQ(lines, (std::vector<std::string>{"I3: 0/0: a call after its terminal event 'accepted', by 0 ms, by worker 1",
                                             "I3: 0/0: the API gave no job_id 2"}));
}

TEST(Checker, SeesALostCallThatIsToldAsFailed) { EXPECT_EQ(broken(Story{}.asked(0).intent(0, 1).lost(0).told(0, "failed").committed(1, 1)), "I3"); }

TEST(Checker, SeesADoubtThatIsToldThoughThePolicyIsToResubmit) {
  EXPECT_EQ(broken(Story{}.asked(0, false).lost(0).told(0, "in_doubt").committed(1, 1)), "I3");
  EXPECT_EQ(broken(Story{}.asked(0).intent(0, 1).lost(0).told(0, "in_doubt").committed(1, 1)), "");
}

TEST(Checker, SeesACallForAnInvalidRequest) {
  auto story = Story{}.asked(0, false).called(0, 0).told(0, "failed").committed(1, 1);
  story.facts.asked[0].valid = false;
  EXPECT_EQ(broken(story), "I3");
}

TEST(Checker, SeesACallBeforeTheOneBeforeItOfItsKeyWasTold) {
  auto wrong = Story{}.asked(0, false, "k").asked(1, false, "k").called(1).called(0).told(0).told(1).committed(2, 2);
  wrong.facts.rules.ordered = true;
  EXPECT_EQ(broken(wrong), "I5");
  wrong.facts.rules.ordered = false;
  EXPECT_EQ(broken(wrong), "");
}

TEST(Checker, SeesACallBeforeAnEarlierOneOfItsKeyThatIsNotTheOneBeforeIt) {
  // The one in the middle ended without a call, and before the first.
  auto wrong =
      Story{}.asked(0, false, "k").asked(1, false, "k").asked(2, false, "k").called(0).told(1, "failed").called(2).told(0).told(2).committed(3, 3);
  wrong.facts.rules.ordered = true;
  EXPECT_EQ(broken(wrong), "I5");
}

TEST(Checker, OrdersNothingAcrossKeysPartitionsAndRequestsWithoutAKey) {
  auto story = Story{}.asked(0, false, "k").asked(1, false, "l").asked(2, false).asked(3, false);
  story.called(3).called(2).called(1).called(0).told(0).told(1).told(2).told(3).committed(4, 4);
  story.facts.asked.push_back({.place = {1, 9}, .key = "k", .reports = false});
  story.facts.called.push_back({.place = {1, 9}, .job_id = 1});
  story.facts.told.push_back({{1, 9}, "accepted", 1, {1, {}}, {}});
  story.facts.committed.push_back({.partition = 1, .ledger = {10, 10, {}}, .stamp = {7, 1}, .when = {2, {}}});
  story.facts.rules.ordered = true;
  EXPECT_EQ(broken(story), "");
}

TEST(Checker, LetsAnInvalidRequestOfAKeyStopNobody) {
  auto story = Story{}.asked(0, false, "k").asked(1, false, "k").called(1).told(1).told(0, "failed").committed(2, 2);
  story.facts.rules.ordered = true;
  EXPECT_EQ(broken(story), "I5");
  story.facts.asked[0].valid = false;
  EXPECT_EQ(broken(story), "");
}

TEST(Checker, SeesACallWithoutAnIntent) { EXPECT_EQ(broken(Story{}.asked(0).called(0).told(0).committed(1, 1)), "I7"); }

TEST(Checker, SeesACallOnAnotherWorkersIntent) { EXPECT_EQ(broken(Story{}.asked(0).intent(0, 1).called(0, 1, 2).told(0).committed(1, 1)), "I7"); }

TEST(Checker, TakesAnybodysIntentWhereItIsNotKnownWhoCalled) {
  EXPECT_EQ(broken(Story{}.asked(0).intent(0, 1).called(0, 1, 0).told(0).committed(1, 1)), "");
}

TEST(Checker, SeesACallAfterAnIntentThatWasTakenBack) {
  const auto taken_back = Story{}.asked(0).intent(0, 1).committed(0, 1, {{0, 1, {OffsetKind::waiting, 0}}});
  EXPECT_EQ(broken(Story{taken_back}.called(0).told(0).committed(1, 1)), "I7");
  EXPECT_EQ(broken(Story{taken_back}.intent(0, 1).called(0).told(0).committed(1, 1)), "");
}

/// The call of a job that reports comes so much before its intent, or after the commit that took the intent back.
Story early_call(Duration by) {
  return Story{}
      .by_the_clock(milliseconds{100})
      .asked(0)
      .later(seconds{1})
      .called(0)
      .later(by)
      .intent(0, 1)
      .later(seconds{1})
      .told(0)
      .committed(1, 1);
}
Story late_call(Duration by) {
  const auto story =
      Story{}.by_the_clock(milliseconds{100}).asked(0).intent(0, 1).later(seconds{1}).committed(0, 1, {{0, 1, {OffsetKind::waiting, 0}}});
  return Story{story}.later(by).called(0).later(seconds{1}).told(0).committed(1, 1);
}

TEST(Checker, AllowsForTheSlackBetweenACallAndItsIntent) {
  EXPECT_EQ(broken(early_call(milliseconds{100})), "");
  EXPECT_EQ(broken(early_call(milliseconds{101})), "I7");
  EXPECT_EQ(broken(late_call(milliseconds{100})), "");
  EXPECT_EQ(broken(late_call(milliseconds{101})), "I7");
}

TEST(Checker, SeesACallOnAnIntentThatIsTooOld) {
  const auto story = [](Duration later) { return Story{}.asked(0).intent(0, 1).later(later).called(0).told(0).committed(1, 1); };
  EXPECT_EQ(broken(story(seconds{3})), "");
  EXPECT_EQ(broken(story(seconds{3} + Duration{1})), "I8");
}

TEST(Checker, CountsAnIntentsAgeFromTheBeginOfItsCycle) {
  auto story = Story{}.later(seconds{5}).asked(0).intent(0, 1).later(seconds{2}).called(0).told(0).committed(1, 1);
  EXPECT_EQ(broken(story), "");
  story.facts.committed[0].begun = seconds{4} - Duration{1};
  EXPECT_EQ(broken(story), "I8");
}

TEST(Checker, SeesAnOldOwnersCallAfterItsLoopStoodStill) {
  auto story = Story{}.later(seconds{10});
  story.ticked = seconds{7};
  EXPECT_EQ(broken(Story{story}.asked(0, false).called_by_old_generation(0).told(0).committed(1, 1)), "");
  story.ticked -= Duration{1};
  EXPECT_EQ(broken(Story{story}.asked(0, false).called_by_old_generation(0).told(0).committed(1, 1)), "I8");
  EXPECT_EQ(broken(Story{story}.asked(0, false).called(0).told(0).committed(1, 1)), "") << "the owner's own late call harms nobody";
}

TEST(Checker, SeesAnOldOwnersCallAfterAStandstillThatNoCommitFollowed) {
  EXPECT_EQ(broken(Story{}.asked(0, false).called_by_old_generation(0).told(0).committed(1, 1)), "");
  EXPECT_EQ(broken(Story{}.asked(0, false).called_by_old_generation(0, false).told(0).committed(1, 1)), "I8");
}

}  // namespace
}  // namespace iw::testing
