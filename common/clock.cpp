#include "common/clock.hpp"

#include <ctime>

namespace iw {

BootClock::time_point BootClock::now() noexcept {
  timespec t{};
  clock_gettime(CLOCK_BOOTTIME, &t);
  return time_point{std::chrono::seconds{t.tv_sec} + std::chrono::nanoseconds{t.tv_nsec}};
}

Now system_now() noexcept { return {BootClock::now(), std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now())}; }

}  // namespace iw
