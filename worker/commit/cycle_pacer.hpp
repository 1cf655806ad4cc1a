// When the next commit cycle may start. Pure; loop thread.
// Cycles back to back cost CPU in librdkafka and in the broker (performance.md), and one result alone should not wait: so few are committed at once,
// many in bunches.
#pragma once

#include <cstddef>

#include "common/clock.hpp"

namespace iw {

/// Paces the cycles by how many results and intents wait, and slows down after aborts.
class CyclePacer {
 public:
  /// May a cycle that records `count` results and intents start now? 0: only states change, and nobody waits for that.
  [[nodiscard]] bool may_start(TimePoint now, std::size_t count) const { return now >= next_start(count); }
  /// When it may.
  [[nodiscard]] TimePoint next_start(std::size_t count) const;
  /// Is it too soon after an abort, however urgent the next cycle is?
  [[nodiscard]] bool blocked(TimePoint now) const { return now < not_before_; }
  void started(TimePoint now) { started_ = now; }
  /// It ended; `ok` when it committed.
  void ended(TimePoint now, bool ok);

 private:
  TimePoint started_{};
  TimePoint not_before_{};  ///< after an abort
  int failures_ = 0;        ///< in a row
};

}  // namespace iw
