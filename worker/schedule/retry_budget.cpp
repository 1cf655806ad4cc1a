#include "worker/schedule/retry_budget.hpp"

#include <algorithm>
#include <chrono>

namespace iw {

namespace {

using Seconds = std::chrono::duration<double>;

constexpr double kPerSecond = 10.0 / 60.0;

}  // namespace

bool RetryBudget::try_take(TimePoint now) {
  if (capacity_ == 0) return true;
  refill(now);
  if (level_ < 1) return false;
  level_ -= 1;
  return true;
}

void RetryBudget::give_back(TimePoint now) {
  if (capacity_ == 0) return;
  refill(now);
  level_ = std::min(capacity_, level_ + kGivenBack);
}

TimePoint RetryBudget::when_next(TimePoint now) {
  refill(now);
  if (capacity_ == 0 || level_ >= 1) return now;
  // One nanosecond more, so that rounding does not bring the asker back just before the token.
  return now + std::chrono::duration_cast<Duration>(Seconds{(1 - level_) / kPerSecond}) + Duration{1};
}

double RetryBudget::level(TimePoint now) const {
  RetryBudget copy = *this;
  copy.refill(now);
  return copy.level_;
}

void RetryBudget::refill(TimePoint now) {
  if (now > filled_) level_ = std::min(capacity_, level_ + Seconds{now - filled_}.count() * kPerSecond);
  filled_ = std::max(filled_, now);
}

}  // namespace iw
