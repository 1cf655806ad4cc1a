// Uniform in [cap/2, cap], cap = min(max, initial · multiplier^(n-1)) (contract, section 4).
#include "common/backoff.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <utility>
#include <vector>

namespace iw {
namespace {

using namespace std::chrono_literals;

constexpr BackoffRules kRules{1s, 60s, 2};

TEST(Backoff, CapDoublesUpToTheMaximum) {
  const std::vector<std::pair<int, std::chrono::seconds>> caps{{1, 1s}, {2, 2s}, {3, 4s}, {6, 32s}, {7, 60s}, {8, 60s}, {1'000'000, 60s}};
  for (const auto& [n, cap] : caps) EXPECT_EQ(backoff(n, kRules, 0), Duration{cap} / 2) << n;
}

TEST(Backoff, MaximumBelowTheFirstWaitWins) { EXPECT_EQ(backoff(1, {10s, 4s, 2}, 0), 2s); }

TEST(Backoff, MultiplierOfOneStaysWhereItIs) { EXPECT_EQ(backoff(50, {1s, 60s, 1}, 0.5), 750ms); }

TEST(Backoff, NumbersBelowOneAreTheFirst) { EXPECT_EQ(backoff(0, kRules, 0), backoff(1, kRules, 0)); }

RC_GTEST_PROP(BackoffProperty, LiesBetweenHalfTheCapAndTheCap, ()) {
  const int n = *rc::gen::inRange(1, 3000);
  const double jitter = *rc::gen::inRange(0, 1'000'000) / 1e6;
  const BackoffRules rules{std::chrono::milliseconds{*rc::gen::inRange(1, 10'000)}, std::chrono::milliseconds{*rc::gen::inRange(1, 600'000)},
                           1 + *rc::gen::inRange(0, 90) / 10.0};
  const auto wait = backoff(n, rules, jitter);
  RC_ASSERT(wait <= rules.max);
  RC_ASSERT(wait >= backoff(n, rules, 0));
  RC_ASSERT(wait <= 2 * backoff(n, rules, 0) + 2ns);
  RC_ASSERT(backoff(n + 1, rules, jitter) >= wait);
}

}  // namespace
}  // namespace iw
