// What the demo counts: result events by outcome and reason, attempts and durations. Pure, one thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace iw {

/// Counts result events as they come.
class DemoTally {
 public:
  /// Takes one result event's JSON value. False when it is not one.
  bool add(std::string_view event);

  /// Different requests that have an event.
  [[nodiscard]] std::size_t requests() const { return seen_.size(); }
  /// Events beyond one per request: must stay 0.
  [[nodiscard]] std::uint64_t told_twice() const { return told_twice_; }
  /// The closing table: outcome, reason, jobs, attempts, and the durations' median and 99th percentile.
  [[nodiscard]] std::string table() const;
  /// "accepted 470, failed 30" for the progress line.
  [[nodiscard]] std::string summary() const;

 private:
  /// One line of the table.
  struct Row {
    std::uint64_t jobs = 0;
    std::uint64_t attempts = 0;
    std::vector<std::int64_t> durations_ms;
  };
  std::map<std::pair<std::string, std::string>, Row> rows_;  ///< by outcome and reason
  std::set<std::string, std::less<>> seen_;                  ///< request coordinates
  std::uint64_t told_twice_ = 0;
};

/// The p-th part (0..1) of the values, 0 for none. Sorts its copy.
[[nodiscard]] std::int64_t percentile(std::vector<std::int64_t> values, double p);

}  // namespace iw
