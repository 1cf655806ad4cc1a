// When tokens are renewed. By the contract, section 5: the last 5-10 minutes; short lives between 50 and 80 %.
#include "worker/call/token/fetch/renewal_plan.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace iw {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kStart{1h};

double jitter_of(std::uint32_t drawn) { return static_cast<double>(drawn % 1000) / 1000; }

TEST(RenewalWait, LongLivesAreRenewedInTheLastFiveToTenMinutes) {
  EXPECT_EQ(renewal_wait(2h, 0), 1h + 50min);
  EXPECT_EQ(renewal_wait(2h, 0.5), 1h + 52min + 30s);
  EXPECT_LT(renewal_wait(2h, 0.999), 1h + 55min);
  EXPECT_GT(renewal_wait(2h, 0.999), 1h + 54min + 59s);
}

TEST(RenewalWait, ShortLivesAreRenewedBetweenHalfAndFourFifths) {
  EXPECT_EQ(renewal_wait(100s, 0), 50s);
  EXPECT_EQ(renewal_wait(100s, 0.5), 65s);
  EXPECT_LT(renewal_wait(100s, 0.999), 80s);
  EXPECT_GT(renewal_wait(100s, 0.999), 79s);
}

TEST(RenewalWait, TwentyMinutesAreLong) {
  EXPECT_EQ(renewal_wait(20min, 0), 10min);
  EXPECT_EQ(renewal_wait(20min - 2s, 0), 9min + 59s);
}

RC_GTEST_PROP(RenewalWait, LiesInItsBoundsForEveryLife, ()) {
  const auto life = std::chrono::seconds{*rc::gen::inRange(1, 31 * 24 * 3600)};
  const auto jitter = jitter_of(*rc::gen::arbitrary<std::uint32_t>());
  const auto wait = renewal_wait(life, jitter);
  if (life < 20min) {
    RC_ASSERT(wait >= Duration{life} / 2);
    RC_ASSERT(wait <= Duration{life} * 8 / 10);
  } else {
    RC_ASSERT(life - wait > 5min - 1ms);
    RC_ASSERT(life - wait <= 10min);
  }
}

TEST(RenewalPlan, IsDueAtOnceAtFirst) {
  const RenewalPlan plan{1s, 60s};
  EXPECT_LE(plan.due(), kStart);
  EXPECT_FALSE(plan.backs_off(kStart));
}

TEST(RenewalPlan, CountsALifeFromWhenItWasAskedFor) {
  RenewalPlan plan{1s, 60s};
  plan.renewed(kStart, 2h, 0);
  EXPECT_EQ(plan.due(), kStart + 1h + 50min);
}

TEST(RenewalPlan, FailuresWaitAtLeastTheFirstWaitAndAtMostTheLongest) {
  RenewalPlan plan{1s, 60s};
  std::vector<Duration> waits;
  for (int n = 0; n < 10; ++n) {
    plan.failed(kStart, {}, 0);
    waits.push_back(plan.due() - kStart);
  }
  EXPECT_EQ(waits[0], 1s);
  EXPECT_EQ(waits[1], 2s);
  EXPECT_EQ(waits[2], 4s);
  EXPECT_EQ(waits[9], 30s) << "half of the longest, without jitter";
}

RC_GTEST_PROP(RenewalPlan, NeverWaitsLessThanTheFirstWaitNorMoreThanTheLongest, ()) {
  const auto initial = std::chrono::milliseconds{*rc::gen::inRange(1, 5'000)};
  const auto max = initial + std::chrono::milliseconds{*rc::gen::inRange(0, 100'000)};
  RenewalPlan plan{initial, max};
  for (int n = 0; n < 20; ++n) {
    plan.failed(kStart, {}, jitter_of(*rc::gen::arbitrary<std::uint32_t>()));
    RC_ASSERT(plan.due() - kStart >= initial);
    RC_ASSERT(plan.due() - kStart <= max);
  }
}

TEST(RenewalPlan, AnAnswersOwnWaitIsKept) {
  RenewalPlan plan{1s, 60s};
  plan.failed(kStart, 10min, 0.5);
  EXPECT_EQ(plan.due(), kStart + 10min);
}

TEST(RenewalPlan, BacksOffOnlyAfterAFailureAndUntilItIsDue) {
  RenewalPlan plan{1s, 60s};
  plan.failed(kStart, {}, 0);
  EXPECT_TRUE(plan.backs_off(kStart + 999ms));
  EXPECT_FALSE(plan.backs_off(kStart + 1s));
  plan.renewed(kStart, 2h, 0);
  EXPECT_FALSE(plan.backs_off(kStart + 1min)) << "waiting for a good token's end is no backoff";
}

TEST(RenewalPlan, ASuccessStartsTheWaitsAnew) {
  RenewalPlan plan{1s, 60s};
  for (int n = 0; n < 5; ++n) plan.failed(kStart, {}, 0);
  plan.renewed(kStart, 100s, 0);
  plan.failed(kStart, {}, 0);
  EXPECT_EQ(plan.due(), kStart + 1s);
}

}  // namespace
}  // namespace iw
