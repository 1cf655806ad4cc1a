// Probes that find out whether trouble is over: one at a time, each with a number. Pure; loop thread.
// Law: only the probe that was given out last counts; the verdict of an earlier one changes nothing.
#pragma once

#include <cstdint>

#include "common/clock.hpp"

namespace iw {

/// When the next one may go, and which one is under way.
class Probes {
 public:
  /// When the next may go; TimePoint::max() while one is under way, and where none helps.
  [[nodiscard]] TimePoint until() const { return current_ != kNone || !help_ ? TimePoint::max() : next_; }
  /// The number of the one that goes out now; never 0.
  [[nodiscard]] std::uint64_t start() { return current_ = ++given_; }
  /// Is this the one that counts? Not one from before the trouble ended or lost its probes.
  [[nodiscard]] bool is_current(std::uint64_t probe) const { return probe != kNone && current_ == probe; }
  /// None is under way any more, and the next may go then.
  void next_at(TimePoint next) {
    current_ = kNone;
    next_ = next;
  }
  /// None helps until reset().
  void stop() {
    current_ = kNone;
    help_ = false;
  }
  /// The trouble is over: whatever is under way counts no more.
  void reset() {
    current_ = kNone;
    help_ = true;
  }

 private:
  static constexpr std::uint64_t kNone = 0;
  TimePoint next_{};
  std::uint64_t current_ = kNone;  ///< under way
  std::uint64_t given_ = 0;
  bool help_ = true;
};

}  // namespace iw
