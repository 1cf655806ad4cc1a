// A fault script as it is being played: which script is on, how often its rules were used, how many calls a file_path has had. Any thread (one
// mutex).
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "worker/sandbox/fault_script.hpp"

namespace iw {

/// How many calls each file_path has had. Bounded: after a million other paths the oldest is forgotten and counts from 1 again. Not thread-safe.
class PathCounts {
 public:
  explicit PathCounts(std::size_t most = 1'000'000) : most_(most) {}
  /// One more call: 1 for the first.
  std::uint32_t count(std::string_view file_path);
  void clear();

 private:
  std::size_t most_;
  std::unordered_map<std::size_t, std::uint32_t> counts_;  ///< by the path's hash
  std::deque<std::size_t> order_;                          ///< the keys of counts_, oldest first
};

/// Plays one script at a time.
class FaultPlay {
 public:
  /// Puts a script in the place of the present one and starts all counts anew, so that a run can be repeated. `text`: as it was given.
  void replace(FaultScript script, std::string text);
  /// The present script's text; "{}" at first.
  [[nodiscard]] std::string text() const;
  /// The fate of the next call with this file_path; counts it. `latency` is always set.
  [[nodiscard]] Fate next(std::string_view file_path);
  /// The fate of the next token call of this kind; counts it. `latency` is set only by a fault for token calls.
  [[nodiscard]] Fate next_token(std::string_view call);
  [[nodiscard]] bool refuses(std::string_view token) const;
  /// The wait of calls that no rule is about.
  [[nodiscard]] std::chrono::milliseconds latency() const;

 private:
  const FaultRule* take_rule(std::string_view file_path);

  mutable std::mutex mutex_;  ///< guards everything below
  FaultScript script_;
  std::string text_ = "{}";
  std::vector<std::uint32_t> used_;  ///< per rule
  std::uint32_t token_faults_ = 0;   ///< used so far
  PathCounts paths_;
};

}  // namespace iw
