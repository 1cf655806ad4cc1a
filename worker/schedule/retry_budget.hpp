// The retry budget of an account (contract, section 4): when most answers are bad, retries slow down by themselves. Pure; loop thread.
#pragma once

#include "common/clock.hpp"

namespace iw {

/// A bucket of retry tokens. A retry takes one, a good answer puts two back, ten a minute come by themselves. Capacity 0: no limit.
class RetryBudget {
 public:
  /// Tokens that one good answer puts back.
  static constexpr int kGivenBack = 2;
  explicit RetryBudget(int capacity) : capacity_(capacity), level_(capacity) {}

  /// Takes a token for one retry; false when there is none.
  [[nodiscard]] bool try_take(TimePoint now);
  /// An answer came that is not transient.
  void give_back(TimePoint now);
  /// When the next whole token is there by itself; never in the past.
  [[nodiscard]] TimePoint when_next(TimePoint now);
  /// Tokens left.
  [[nodiscard]] double level(TimePoint now) const;

 private:
  void refill(TimePoint now);

  double capacity_;
  double level_;
  TimePoint filled_{};  ///< when level_ was last brought up to date
};

}  // namespace iw
