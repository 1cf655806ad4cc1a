// The checker is shown histories that are wrong in one way each, and has to say which: events and dead letters.
#include <gtest/gtest.h>

#include "tests/unit/support/check/story.hpp"

namespace iw::testing {
namespace {

TEST(Checker, FindsNothingInARightHistory) { EXPECT_EQ(broken(a_right_one()), ""); }

TEST(Checker, SeesARequestThatWasNeverTold) { EXPECT_EQ(broken(Story{}.asked(0).intent(0, 1).called(0)), "I1"); }

TEST(Checker, SeesARequestThatWasToldTwice) { EXPECT_EQ(broken(a_right_one().told(0).committed(1, 1)), "I1"); }

TEST(Checker, SeesAnEventWithoutARequest) { EXPECT_EQ(broken(a_right_one().told(5, "failed")), "I1"); }

TEST(Checker, SeesACallWithoutARequest) { EXPECT_EQ(broken(a_right_one().called(5)), "I1"); }

TEST(Checker, SeesADeadLetterWithoutARequest) { EXPECT_EQ(broken(a_right_one().letter(5)), "I1"); }

TEST(Checker, NamesPlaceAndInvariantOfAViolation) { EXPECT_EQ(check(Story{}.asked(3).facts), std::vector<std::string>{"I1: 0/3: never told"}); }

/// A request that failed, with so many dead letters.
Story failed_with_letters(int letters) {
  auto story = Story{}.asked(0).told(0, "failed");
  for (int i = 0; i < letters; ++i) story.letter(0);
  story.facts.rules.dead_letters = true;
  return story.committed(1, 1);
}

TEST(Checker, WantsOneDeadLetterForAJobThatFailed) {
  EXPECT_EQ(broken(failed_with_letters(0)), "I2");
  EXPECT_EQ(broken(failed_with_letters(1)), "");
  EXPECT_EQ(broken(failed_with_letters(2)), "I2");
}

TEST(Checker, WantsNoDeadLetterForAJobThatWasAccepted) {
  auto story = a_right_one().letter(0);
  story.facts.rules.dead_letters = true;
  EXPECT_EQ(broken(story), "I2");
}

TEST(Checker, WantsNoDeadLettersWhenTheyAreSwitchedOff) {
  auto story = failed_with_letters(0);
  story.facts.rules.dead_letters = false;
  EXPECT_EQ(broken(story), "");
}

TEST(Checker, SeesADeadLetterBeforeAnyEvent) {
  const auto lines = check(Story{}.asked(0).letter(0).facts);
  EXPECT_EQ(lines, (std::vector<std::string>{"I1: 0/0: never told", "I2: 0/0: a dead letter without an event"}));
}

TEST(Checker, SeesADeadLetterThatDiffersFromItsRequest) {
  auto story = Story{}.asked(0).told(0, "failed").letter(0, false).committed(1, 1);
  story.facts.rules.dead_letters = true;
  EXPECT_EQ(broken(story), "I2");
}

}  // namespace
}  // namespace iw::testing
