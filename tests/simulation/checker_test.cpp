// The checker is shown histories that are wrong in one way each, and has to say which.
#include "tests/simulation/checker.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace iw::simulation {
namespace {

constexpr TimePoint kStart{std::chrono::hours{1}};
constexpr std::chrono::seconds kFreshness{3};

/// A history in the making; each function adds what it says, of partition 0.
struct Story {
  Story& asked(std::int64_t offset, bool reports = true, std::string key = "") { return add(Asked{{0, offset}, std::move(key), reports, true}); }
  Story& told(std::int64_t offset, const std::string& outcome = "accepted", std::int64_t job_id = 1) {
    return add(Told{{0, offset}, outcome, outcome == "accepted" ? job_id : 0});
  }
  Story& committed(std::int64_t offset, std::int64_t end, std::map<std::int64_t, OffsetKind> open = {}, int worker = 1, TimePoint begun = kStart) {
    return add(Committed{0, offset, end, std::move(open), worker, begun});
  }
  Story& called(std::int64_t offset, std::int64_t job_id = 1, int worker = 1) {
    return add(Called{{0, offset}, worker, kStart, false, kStart, true, job_id == 0, job_id});
  }
  /// A call that was lost: perhaps executed, perhaps not.
  Story& lost(std::int64_t offset) { return add(Called{{0, offset}, 1, kStart, false, kStart, true, false, 0}); }
  Story& called_by_old_generation(std::int64_t offset, Duration later, bool validated = true) {
    return add(Called{{0, offset}, 1, kStart + later, true, kStart, validated, false, 1});
  }
  /// The intent of one request, as the cycle before its call records it.
  Story& intent(std::int64_t offset, std::int64_t end) { return committed(offset, end, {{offset, OffsetKind::started}}); }

  template <class Happening>
  Story& add(Happening what) {
    history.happenings.emplace_back(std::move(what));
    return *this;
  }
  History history;
};

Story story() {
  Story story;
  story.history.freshness = kFreshness;
  return story;
}

/// The invariants that the checker finds broken, each once.
std::string broken(const Story& story) {
  std::set<std::string> names;
  for (const auto& line : check(story.history)) names.insert(line.substr(0, line.find(':')));
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : " ") + name;
  return all;
}

/// A request that reports, from its intent to its event.
Story a_right_one() { return story().asked(0).intent(0, 1).called(0).told(0).committed(1, 1); }

TEST(Checker, FindsNothingInARightHistory) { EXPECT_EQ(broken(a_right_one()), ""); }

TEST(Checker, SeesARequestThatWasNeverTold) { EXPECT_EQ(broken(story().asked(0).intent(0, 1).called(0)), "I1"); }

TEST(Checker, SeesARequestThatWasToldTwice) { EXPECT_EQ(broken(a_right_one().told(0).committed(1, 1)), "I1"); }

TEST(Checker, SeesAnEventWithoutARequest) { EXPECT_EQ(broken(a_right_one().told(5, "failed")), "I1"); }

TEST(Checker, SeesAnEventWithoutItsOffset) {
  EXPECT_EQ(broken(story().asked(0).intent(0, 1).called(0).told(0).committed(0, 1, {{0, OffsetKind::started}}).committed(1, 1)), "I2");
}

TEST(Checker, SeesAnOffsetThatIsDoneWithoutItsEvent) {
  // Behind an open one: the committed offset itself passes nothing.
  EXPECT_EQ(broken(story().asked(0).asked(1).committed(0, 2, {{0, OffsetKind::pending}}).told(0, "failed").told(1, "failed").committed(2, 2)), "I2");
}

TEST(Checker, SeesAReportJobThatWasCalledAgainAfterALostAnswer) {
  EXPECT_EQ(broken(story().asked(0).intent(0, 1).lost(0).called(0).told(0).committed(1, 1)), "I3");
}

TEST(Checker, AllowsAnotherCallAfterALostAnswerForOneThatResubmits) {
  EXPECT_EQ(broken(story().asked(0, false).lost(0).called(0).told(0).committed(1, 1)), "");
}

TEST(Checker, AllowsAnotherCallAfterARefusal) { EXPECT_EQ(broken(story().asked(0).intent(0, 1).called(0, 0).called(0).told(0).committed(1, 1)), ""); }

TEST(Checker, SeesACallAfterTheTerminalEvent) { EXPECT_EQ(broken(story().asked(0, false).called(0).told(0).committed(1, 1).called(0)), "I3"); }

TEST(Checker, SeesAJobIdThatTheApiNeverGave) {
  EXPECT_EQ(broken(story().asked(0).intent(0, 1).called(0, 1).told(0, "accepted", 2).committed(1, 1)), "I3");
}

TEST(Checker, SeesALostCallThatIsToldAsFailed) { EXPECT_EQ(broken(story().asked(0).intent(0, 1).lost(0).told(0, "failed").committed(1, 1)), "I3"); }

TEST(Checker, SeesACommittedOffsetThatGoesBack) {
  EXPECT_EQ(broken(story().asked(0).told(0, "failed").committed(1, 3).committed(3, 3).committed(2, 3)), "I4");
}

TEST(Checker, SeesACommittedOffsetThatPassesAnOpenRequest) {
  const auto violations = check(story().asked(0).committed(1, 1).told(0, "failed").committed(1, 1).history);
  EXPECT_TRUE(std::any_of(violations.begin(), violations.end(), [](const auto& line) { return line.starts_with("I4"); }));
}

TEST(Checker, SeesACallBeforeTheOneBeforeItOfItsKeyWasTold) {
  auto wrong = story().asked(0, false, "k").asked(1, false, "k").called(1).called(0).told(0).told(1).committed(2, 2);
  wrong.history.ordered = true;
  EXPECT_EQ(broken(wrong), "I5");
  wrong.history.ordered = false;
  EXPECT_EQ(broken(wrong), "");
}

TEST(Checker, SeesACallWithoutAnIntent) { EXPECT_EQ(broken(story().asked(0).called(0).told(0).committed(1, 1)), "I7"); }

TEST(Checker, SeesACallOnAnotherWorkersIntent) { EXPECT_EQ(broken(story().asked(0).intent(0, 1).called(0, 1, 2).told(0).committed(1, 1)), "I7"); }

TEST(Checker, SeesACallAfterAnIntentThatWasTakenBack) {
  EXPECT_EQ(broken(story().asked(0).intent(0, 1).committed(0, 1, {{0, OffsetKind::waiting}}).called(0).told(0).committed(1, 1)), "I7");
}

TEST(Checker, SeesAnOldOwnersCallOnAnIntentThatIsTooOld) {
  EXPECT_EQ(broken(story().asked(0).intent(0, 1).called_by_old_generation(0, kFreshness).told(0).committed(1, 1)), "");
  EXPECT_EQ(broken(story().asked(0).intent(0, 1).called_by_old_generation(0, kFreshness + Duration{1}).told(0).committed(1, 1)), "I8");
}

TEST(Checker, SeesAnOldOwnersCallAfterAStandstillThatNoCommitFollowed) {
  EXPECT_EQ(broken(story().asked(0, false).called_by_old_generation(0, Duration{}).told(0).committed(1, 1)), "");
  EXPECT_EQ(broken(story().asked(0, false).called_by_old_generation(0, Duration{}, false).told(0).committed(1, 1)), "I8");
}

TEST(Checker, SeesARunThatDidNotComeToItsEnd) {
  auto wrong = a_right_one();
  wrong.history.completed = false;
  EXPECT_EQ(broken(wrong), "I10");
}

}  // namespace
}  // namespace iw::simulation
