// A clock that only tests move. One thread.
#pragma once

#include "common/clock.hpp"

namespace iw::testing {

/// Both times go on together by advance(); they start at fixed, unequal values so that mixing them up shows.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] Now now() const noexcept override { return now_; }
  void advance(Duration by) {
    now_.mono += by;
    now_.wall += std::chrono::duration_cast<std::chrono::milliseconds>(by);
  }
  /// Steps the wall clock alone, as an administrator or NTP would.
  void step_wall(std::chrono::milliseconds by) { now_.wall += by; }

 private:
  Now now_{TimePoint{std::chrono::hours{1}}, WallTime{std::chrono::milliseconds{1'780'000'000'000}}};
};

}  // namespace iw::testing
