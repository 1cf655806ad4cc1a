// When a token is to be fetched again: ahead of its end, and after failures with a growing wait. Pure, one thread; time and randomness are handed in.
#pragma once

#include "common/backoff.hpp"
#include "common/clock.hpp"

namespace iw {

/// How long after it was asked for a token of this life is renewed: at a random point in the last 5-10 minutes, for lives under 20 minutes between 50
/// and 80 % of it (contract, section 5). `jitter` in [0, 1).
[[nodiscard]] Duration renewal_wait(Duration life, double jitter);

/// The state of one token's renewals. Due at once at first.
class RenewalPlan {
 public:
  /// First and longest wait after failures; it doubles in between, and is never shorter than `initial`.
  RenewalPlan(Duration initial, Duration max) : initial_(initial), max_(max) {}

  /// A token was got; `asked`: when it was asked for, `life` from then on.
  void renewed(TimePoint asked, Duration life, double jitter);
  /// None was got; the next try not before `at_least`.
  void failed(TimePoint now, Duration at_least, double jitter);

  /// When the next fetch is due.
  [[nodiscard]] TimePoint due() const { return due_; }
  /// A failure is being waited out.
  [[nodiscard]] bool backs_off(TimePoint now) const { return failures_ > 0 && now < due_; }

 private:
  Duration initial_, max_;
  TimePoint due_{};
  int failures_ = 0;  ///< in a row
};

}  // namespace iw
