// How much waits for a commit cycle, over all partitions of the process. Loop thread. Only partitions change it, each for what it holds itself.
#pragma once

#include <cstddef>

namespace iw {

/// Results and intents that no cycle has taken yet, and the bytes of results that no cycle has recorded yet (those of the cycle under way included).
class Backlog {
 public:
  [[nodiscard]] std::size_t results() const { return results_; }
  [[nodiscard]] std::size_t intents() const { return intents_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  /// How many wait for the next cycle.
  [[nodiscard]] std::size_t waiting() const { return results_ + intents_; }
  friend bool operator==(const Backlog&, const Backlog&) = default;

 private:
  friend class Unrecorded;
  std::size_t results_ = 0;
  std::size_t intents_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace iw
