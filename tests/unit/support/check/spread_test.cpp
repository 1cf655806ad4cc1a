// Histories in which jobs that failed together come back together, or do not.
#include <gtest/gtest.h>

#include "tests/unit/support/check/story.hpp"

namespace iw::testing {
namespace {

/// Sixty jobs that are refused once and wait from 0.5 s on, spread over `width`; the answers come after `took`.
Story sixty_waits(Duration width, Duration took, bool took_is_known, int jobs = 60, bool reports = false) {
  auto story = paced();
  for (int n = 0; n < jobs; ++n) {
    story.asked(n, reports);
    if (reports) story.intent(n, n + 1);
    story.refused(n).later(took + milliseconds{500} + width * n / jobs).called(n);
    if (took_is_known)
      for (auto call = story.facts.called.rbegin(); call != story.facts.called.rbegin() + 2; ++call) call->took = took;
    story.later(took).told(n).committed(n + 1, n + 1);
  }
  story.facts.rules.freshness = {};
  return story;
}

TEST(Checker, SeesWaitsThatDoNotSpread) {
  EXPECT_EQ(broken(sixty_waits(milliseconds{500}, milliseconds{10}, false)), "");
  EXPECT_EQ(broken(sixty_waits(milliseconds{0}, milliseconds{10}, false)), "I6");
  EXPECT_EQ(broken(sixty_waits(milliseconds{150}, milliseconds{10}, false)), "I6") << "a third of the window is not enough";
}

TEST(Checker, SeesWaitsThatSpreadOnOneSideOnly) {
  auto story = sixty_waits(milliseconds{0}, milliseconds{10}, false);
  for (std::size_t n = 0; n < 20; ++n) story.facts.called[2 * n].when.time -= milliseconds{20} * n;
  EXPECT_EQ(broken(story), "I6");
}

TEST(Checker, DoesNotJudgeTheSpreadOfFewWaitsOrOfLongCalls) {
  EXPECT_EQ(broken(sixty_waits(milliseconds{0}, milliseconds{10}, false, 49)), "");
  EXPECT_EQ(broken(sixty_waits(milliseconds{0}, milliseconds{200}, false)), "") << "slots that get free together hide the spread";
  EXPECT_EQ(broken(sixty_waits(milliseconds{0}, milliseconds{200}, true)), "I6") << "unless it is known how long each call took";
}

TEST(Checker, DoesNotJudgeTheSpreadOfJobsThatWaitForCycles) {
  EXPECT_EQ(broken(sixty_waits(milliseconds{0}, milliseconds{10}, false, 60, true)), "");
}

TEST(Checker, LeavesOutWaitsThatWereForSomethingElse) {
  // Most wait equally long, the rest shorter: the few that wait for half a minute must not count as the other side.
  auto story = sixty_waits(milliseconds{0}, milliseconds{10}, false, 66);
  for (std::size_t n = 0; n < 66; ++n)
    story.facts.called[2 * n].when.time -= n < 26 ? milliseconds{15 * static_cast<int>(n)} : n < 60 ? milliseconds{390} : milliseconds{30'000};
  EXPECT_EQ(broken(story), "I6");
}

TEST(Checker, DoesNotTakeTheLengthsOfCallsForSpread) {
  auto story = sixty_waits(milliseconds{0}, milliseconds{500}, true);
  for (std::size_t n = 0; n < 60; ++n) {
    // The answer came sooner, so the job came back sooner, after the same wait.
    story.facts.called[2 * n].took = milliseconds{500} - milliseconds{8} * n;
    story.facts.called[2 * n].when.time += milliseconds{8} * n;
  }
  EXPECT_EQ(broken(story), "I6");
}

}  // namespace
}  // namespace iw::testing
