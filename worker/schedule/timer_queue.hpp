// Times at which something is to be looked at again, one per number. Pure; loop thread. It reads no clock and calls nobody back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/clock.hpp"

namespace iw {

/// A heap that knows where each number stands: arming, re-arming and cancelling cost O(log n), cancelling what is not armed O(1), and a steady flow
/// allocates nothing.
class TimerQueue {
 public:
  /// Sets the time of a number; an earlier setting of the same number is replaced. Numbers should be small: memory follows the largest.
  void arm(std::uint32_t id, TimePoint at);
  /// Takes the number out; nothing when it is not armed.
  void cancel(std::uint32_t id);
  /// The earliest time, TimePoint::max() when nothing is armed.
  [[nodiscard]] TimePoint earliest() const { return heap_.empty() ? TimePoint::max() : heap_.front().at; }
  /// Takes out and returns the earliest number whose time has come.
  [[nodiscard]] std::optional<std::uint32_t> pop_due(TimePoint now);

 private:
  /// A number and its time.
  struct Entry {
    TimePoint at;
    std::uint32_t id;
  };
  void place(std::size_t at, Entry entry);
  void rise(std::size_t at, Entry entry);
  void sink(std::size_t at, Entry entry);
  void take_out(std::size_t at);

  std::vector<Entry> heap_;
  std::vector<std::size_t> where_;  ///< id → its place in heap_ + 1; 0: not armed
};

}  // namespace iw
