// Simulated time: what is to happen, in the order of its moment, and the run's one source of chance. One thread; it never waits.
// The same seed gives the same run, so nothing here may depend on addresses or on the machine's clock.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <random>

#include "tests/support/manual_clock.hpp"

namespace iw::simulation {

using std::chrono::milliseconds;

/// Events to come. Two of the same moment happen in the order in which they were asked for.
class Timeline {
 public:
  explicit Timeline(std::uint64_t seed) : random_(seed) {}

  [[nodiscard]] TimePoint now() const { return clock_.now().mono; }
  [[nodiscard]] testing::ManualClock& clock() { return clock_; }
  /// Has `event` happen that much later.
  void after(Duration delay, std::function<void()> event) { events_.emplace(now() + delay, std::move(event)); }
  /// Moves to the next event and lets it happen; false when there is none.
  bool step() {
    if (events_.empty()) return false;
    const auto first = events_.begin();
    clock_.advance(first->first - now());
    const auto event = std::move(first->second);
    events_.erase(first);
    event();
    return true;
  }

  /// True once in `1 / probability` times. A probability of 0 uses up no chance.
  [[nodiscard]] bool chance(double probability) { return probability > 0 && std::uniform_real_distribution<double>{0, 1}(random_) < probability; }
  [[nodiscard]] int pick(int from, int to) { return std::uniform_int_distribution<int>{from, to}(random_); }
  [[nodiscard]] Duration between(int from_ms, int to_ms) {
    return std::chrono::microseconds{std::uniform_int_distribution<int>{from_ms * 1000, to_ms * 1000}(random_)};
  }
  /// Mostly short, now and then up to `longest_ms`.
  [[nodiscard]] Duration delay(int usual_ms, int longest_ms, double rarely) {
    return chance(rarely) ? between(usual_ms, longest_ms) : between(1, usual_ms);
  }

 private:
  testing::ManualClock clock_;
  std::mt19937_64 random_;
  std::multimap<TimePoint, std::function<void()>> events_;
};

}  // namespace iw::simulation
