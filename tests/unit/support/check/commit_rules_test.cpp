// Histories that are wrong in what was committed: offsets, ledgers, who wrote them and when.
#include <gtest/gtest.h>

#include "tests/unit/support/check/story.hpp"

namespace iw::testing {
namespace {

using std::chrono::seconds;

LedgerRun open(std::int64_t first, OffsetKind kind = OffsetKind::pending, std::int64_t length = 1) { return {first, length, {kind, 0}}; }

TEST(Checker, SeesAnEventWithoutItsOffset) {
  EXPECT_EQ(broken(Story{}.asked(0).intent(0, 1).called(0).told(0).committed(0, 1, {open(0, OffsetKind::started)}).committed(1, 1)), "I2");
}

TEST(Checker, SeesAnEventWhoseOffsetIsNeverDone) {
  EXPECT_EQ(broken(Story{}.asked(0).intent(0, 1).called(0).told(0)), "I2");
  EXPECT_EQ(broken(Story{}.asked(0, false).called(0).told(0)), "I2") << "not even a commit";
}

TEST(Checker, SeesAnOffsetThatIsDoneWithoutItsEvent) {
  // Behind an open one: the committed offset itself passes nothing.
  EXPECT_EQ(broken(Story{}.asked(0).asked(1).committed(0, 2, {open(0)}).told(0, "failed").told(1, "failed").committed(2, 2)), "I2");
}

TEST(Checker, SeesAnEventThatIsVisibleBeforeTheWorkerReadItsRequest) {
  EXPECT_EQ(broken(Story{}.asked(0).told(0, "failed").committed(0, 0).committed(1, 1)), "I2");
}

TEST(Checker, SeesACommittedOffsetThatGoesBack) {
  EXPECT_EQ(broken(Story{}.asked(0).told(0, "failed").committed(1, 3).committed(3, 3).committed(2, 3)), "I4");
}

TEST(Checker, SeesACommittedOffsetThatPassesAnOpenRequest) {
  EXPECT_EQ(broken(Story{}.asked(0).committed(1, 1).told(0, "failed").committed(1, 1)), "I4");
}

TEST(Checker, SeesADoneOffsetThatIsOpenAgain) {
  const auto told = Story{}.asked(0).asked(1).asked(2).told(1, "failed").committed(0, 3, {open(0), open(2)}).told(0, "failed").told(2, "failed");
  EXPECT_EQ(broken(Story{told}.committed(3, 3)), "");
  EXPECT_EQ(broken(Story{told}.committed(1, 3, {open(1, OffsetKind::waiting)}).committed(3, 3)), "I4");
}

TEST(Checker, TakesMarkersForNothing) {
  EXPECT_EQ(broken(Story{}
                       .asked(1)
                       .asked(4)
                       .committed(1, 6, {open(1), open(4)})
                       .told(4, "failed")
                       .committed(1, 6, {open(1)})
                       .told(1, "failed")
                       .committed(6, 6)),
            "");
}

TEST(Checker, SeesACommitOfOneWhoDoesNotOwnThePartition) {
  auto stale = a_right_one();
  stale.sequence = 1;  // a stale owner knows of the first commit alone
  EXPECT_EQ(broken(stale.committed(1, 2)), "I8");
  auto missing = a_right_one();
  ++missing.sequence;
  EXPECT_EQ(broken(missing.committed(1, 2)), "I8") << "a commit that nobody saw";
}

TEST(Checker, SeesAFirstCommitThatIsNotTheFirst) {
  auto story = Story{};
  story.sequence = 4;
  EXPECT_EQ(broken(story.asked(0).told(0, "failed").committed(1, 1)), "I8");
}

TEST(Checker, CountsTheCommitsOfEachPartitionOnItsOwn) {
  auto story = a_right_one();
  story.facts.asked.push_back({.place = {1, 0}});
  story.facts.told.push_back({{1, 0}, "failed", 0, {100, {}}, {}});
  story.facts.committed.push_back({.partition = 1, .ledger = {1, 1, {}}, .stamp = {7, 1}, .when = {101, {}}});
  EXPECT_EQ(broken(story), "");
}

TEST(Checker, SeesACommitByHandUnlessItIsPartOfTheTest) {
  auto story = Story{}.asked(0).asked(1).committed_by_hand(1).told(1, "failed").committed(2, 2);
  story.facts.rules.commits_by_hand = true;
  EXPECT_EQ(broken(story), "") << "the request before it needs no event";
  story.facts.rules.commits_by_hand = false;
  EXPECT_EQ(broken(story), "I1 I4 I8");
}

TEST(Checker, AllowsACommitThatStandsTwiceInTheLogWhereClientsRepeatRequests) {
  auto story = Story{}.asked(0).intent(0, 1);
  story.facts.rules.commits_repeat = true;
  --story.sequence;
  EXPECT_EQ(broken(Story{story}.intent(0, 1).called(0).told(0).committed(1, 1)), "");
  EXPECT_EQ(broken(Story{story}.intent(0, 1, 2).called(0).told(0).committed(1, 1)), "I8") << "the same number with another ledger";
  story.facts.rules.commits_repeat = false;
  EXPECT_EQ(broken(Story{story}.intent(0, 1).called(0).told(0).committed(1, 1)), "I8");
}

TEST(Checker, WantsWhatACommitByHandHasTakenBackToBeTold) {
  auto story = Story{}.asked(0).asked(1).committed_by_hand(9).committed_by_hand(0);
  story.facts.rules.commits_by_hand = true;
  EXPECT_EQ(broken(story), "I1");
  EXPECT_EQ(broken(Story{story}.told(0, "failed").told(1, "failed").committed(2, 2)), "");
  EXPECT_EQ(broken(Story{story}.told(0, "failed").told(1, "failed").committed(0, 2, {open(0)}).committed(2, 2)), "I2");
}

TEST(Checker, WantsAnEventFromBeforeACommitByHandToHaveItsOffset) {
  auto story = Story{}.asked(0).committed(0, 1, {open(0)}).told(0, "failed").committed(0, 1, {open(0)}).committed_by_hand(1);
  story.facts.rules.commits_by_hand = true;
  EXPECT_EQ(broken(story), "I2");
}

TEST(Checker, WantsTheChainToBeginAnewAfterACommitByHand) {
  auto story = a_right_one().committed_by_hand(1);
  story.facts.rules.commits_by_hand = true;
  story.sequence = 2;  // as if nothing had come in between
  EXPECT_EQ(broken(story.committed(1, 1)), "I8");
}

TEST(Checker, SeesATransactionThatWasOpenForTooLong) {
  auto story = Story{}.asked(0, false).called(0).told(0).later(seconds{2}).committed(1, 1);
  story.facts.rules.longest_transaction = seconds{2};
  EXPECT_EQ(broken(story), "");
  story.facts.rules.longest_transaction = seconds{2} - milliseconds{1};
  EXPECT_EQ(broken(story), "I7");
}

TEST(Checker, SeesATransactionWithoutEventsThatWasOpenForTooLong) {
  auto story = a_right_one();
  story.facts.rules.longest_transaction = seconds{2};
  story.facts.committed[0].opened = story.facts.committed[0].when.time - seconds{2};
  EXPECT_EQ(broken(story), "");
  *story.facts.committed[0].opened -= Duration{1};
  EXPECT_EQ(broken(story), "I7");
}

/// An event is produced, and so much later a commit still shows its request open; the one after that shows it done.
Story event_before_its_transaction(Duration by) {
  return Story{}
      .by_the_clock({}, milliseconds{5})
      .asked(0, false)
      .later(seconds{1})
      .called(0)
      .told(0)
      .later(by)
      .committed(0, 1, {open(0)})
      .later(by)
      .committed(1, 1);
}

TEST(Checker, AllowsForTheSlackBetweenAnEventAndItsCommit) {
  EXPECT_EQ(broken(event_before_its_transaction(milliseconds{5})), "");
  EXPECT_EQ(broken(event_before_its_transaction(milliseconds{6})), "I2");
}

TEST(Checker, AllowsForTheSlackBetweenACommitAndItsEvent) {
  const auto story = [](Duration late) {
    return Story{}.by_the_clock({}, milliseconds{5}).asked(0, false).later(seconds{1}).called(0).committed(1, 1).later(late).told(0);
  };
  EXPECT_EQ(broken(story(milliseconds{5})), "");
  EXPECT_EQ(broken(story(milliseconds{6})), "I4");
}

}  // namespace
}  // namespace iw::testing
