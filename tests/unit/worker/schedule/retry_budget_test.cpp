// The bucket of retries (contract, section 4, Budget).
#include "worker/schedule/retry_budget.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace iw {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kT{std::chrono::hours{1000}};

RetryBudget emptied(int capacity) {
  RetryBudget budget{capacity};
  while (budget.try_take(kT)) {
  }
  return budget;
}

TEST(RetryBudget, IsFullAtFirstAndEachRetryTakesOne) {
  RetryBudget budget{3};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(budget.try_take(kT)) << i;
  EXPECT_FALSE(budget.try_take(kT));
}

TEST(RetryBudget, ZeroMeansNoLimit) {
  RetryBudget budget{0};
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(budget.try_take(kT));
  EXPECT_EQ(budget.when_next(kT), kT);
  budget.give_back(kT);
  EXPECT_TRUE(budget.try_take(kT));
}

TEST(RetryBudget, AnswerThatIsNotTransientPutsTwoBack) {
  RetryBudget budget = emptied(100);
  budget.give_back(kT);
  EXPECT_TRUE(budget.try_take(kT));
  EXPECT_TRUE(budget.try_take(kT));
  EXPECT_FALSE(budget.try_take(kT));
}

TEST(RetryBudget, IsNeverFullerThanFull) {
  RetryBudget budget{2};
  for (int i = 0; i < 10; ++i) budget.give_back(kT);
  EXPECT_DOUBLE_EQ(budget.level(kT + 24h), 2);
  EXPECT_TRUE(budget.try_take(kT + 24h));
  EXPECT_TRUE(budget.try_take(kT + 24h));
  EXPECT_FALSE(budget.try_take(kT + 24h));
}

TEST(RetryBudget, TenAMinuteComeByThemselves) {
  RetryBudget budget = emptied(100);
  EXPECT_NEAR(budget.level(kT + 1min), 10, 1e-6);
  EXPECT_FALSE(budget.try_take(kT + 5990ms));
  EXPECT_TRUE(budget.try_take(kT + 6001ms));
  EXPECT_FALSE(budget.try_take(kT + 6002ms));
}

TEST(RetryBudget, TimeThatStandsStillOrRunsBackBringsNothing) {
  RetryBudget budget = emptied(10);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(budget.try_take(kT - std::chrono::hours{i}));
  EXPECT_NEAR(budget.level(kT + 6s), 1, 1e-6);
}

TEST(RetryBudget, LookingAtItChangesNothing) {
  RetryBudget budget = emptied(10);
  static_cast<void>(budget.level(kT + 1h));
  EXPECT_FALSE(budget.try_take(kT));
}

RC_GTEST_PROP(RetryBudgetProperty, WhoComesBackWhenToldGetsATokenAndNobodyEarlier, ()) {
  const int capacity = *rc::gen::inRange(1, 200);
  RetryBudget budget = emptied(capacity);
  TimePoint now = kT;
  for (int i = 0; i < 50; ++i) {
    now += std::chrono::microseconds{*rc::gen::inRange(0, 20'000'000)};
    if (*rc::gen::inRange(0, 3) == 0) budget.give_back(now);
    const auto next = budget.when_next(now);
    RC_ASSERT(next >= now);
    if (next - now > 1us) {
      RetryBudget early = budget;
      RC_ASSERT(!early.try_take(next - 1us));
    }
    now = next;
    RC_ASSERT(budget.try_take(now));
  }
}

RC_GTEST_PROP(RetryBudgetProperty, NeverGivesMoreThanWasPutIn, ()) {
  const int capacity = *rc::gen::inRange(1, 50);
  RetryBudget budget{capacity};
  TimePoint now = kT;
  double allowed = capacity;
  for (int i = 0; i < 300; ++i) {
    const auto step = std::chrono::milliseconds{*rc::gen::inRange(0, 2000)};
    now += step;
    allowed += std::chrono::duration<double>(step).count() / 6;
    if (*rc::gen::inRange(0, 10) == 0) {
      budget.give_back(now);
      allowed += 2;
    }
    if (budget.try_take(now)) allowed -= 1;
    RC_ASSERT(allowed > -1e-6);
    RC_ASSERT(budget.level(now) >= 0 && budget.level(now) <= capacity);
  }
}

}  // namespace
}  // namespace iw
