// How long to wait before the n-th try: grows by a factor up to a cap, and is spread so that many who failed together do not come back together.
// Pure.
#pragma once

#include <algorithm>
#include <cmath>

#include "common/clock.hpp"

namespace iw {

/// First cap, last cap, growth.
struct BackoffRules {
  Duration initial{};
  Duration max{};
  double multiplier = 2;
};

/// Uniform in [cap/2, cap], cap = min(max, initial · multiplier^(n-1)) (contract, section 4). `n` from 1 on; `jitter` in [0, 1).
[[nodiscard]] inline Duration backoff(int n, const BackoffRules& rules, double jitter) {
  const double longest = static_cast<double>(rules.max.count());
  const double grown = static_cast<double>(rules.initial.count()) * std::pow(rules.multiplier, std::max(n, 1) - 1);
  const double cap = std::min(longest, grown);  // grown may be infinite: the cap is not
  return Duration{static_cast<Duration::rep>(cap * (0.5 + 0.5 * jitter))};
}

}  // namespace iw
