// The two times that the worker knows: a steady one for waits and freshness, and the wall clock for what people read.
// Any thread. Decisions never read a clock: they are handed a Now.
#pragma once

#include <chrono>

namespace iw {

/// CLOCK_BOOTTIME: steady, and it goes on while the machine sleeps or the process is stopped (guarantee.md, freshness).
struct BootClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;
  static time_point now() noexcept;
};

/// A moment for waits, deadlines of calls and freshness.
using TimePoint = BootClock::time_point;
/// A length of time.
using Duration = BootClock::duration;
/// A moment of the calendar, UTC, in the precision that events show.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// Both clocks, read together.
struct Now {
  TimePoint mono;
  WallTime wall;
};

/// Reads both clocks of this machine.
[[nodiscard]] Now system_now() noexcept;

/// Where a shell gets its Now from; tests hand in one that they move by hand.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Now now() const noexcept = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Now now() const noexcept override { return system_now(); }
};

}  // namespace iw
