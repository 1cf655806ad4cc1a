// The time that all questions of `check` share. Plain data; one thread.
#pragma once

#include <algorithm>
#include <chrono>

#include "common/clock.hpp"

namespace iw {

/// Runs from its making.
class CheckTime {
 public:
  explicit CheckTime(std::chrono::milliseconds whole) : end_(BootClock::now() + whole) {}
  /// What one question may take, at most `most`; never nothing, so that it is asked at all.
  [[nodiscard]] std::chrono::milliseconds left(std::chrono::milliseconds most) const {
    const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(end_ - BootClock::now());
    return std::clamp(rest, std::chrono::milliseconds{100}, most);
  }

 private:
  TimePoint end_;
};

}  // namespace iw
