// The checker: compares what was asked, what was told and what was called, by the invariants of the guarantee (guarantee.md, I1 to I4, I9).
// It reads only topics, committed offsets, the API's own list of calls and logs. Pure once it is filled; one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/record.hpp"

namespace iw::testing {

/// A call, as the sandbox recorded it.
struct Call {
  std::int64_t time_ms = 0;
  std::string file_path;
  bool answered = true;
  bool executed = false;
  std::int64_t errcode = 0;
  std::int64_t job_id = 0;
  /// Neither refused nor certain: it may have imported.
  [[nodiscard]] bool unrefused() const { return executed || !answered; }
};

/// A terminal event.
struct Event {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::string outcome, reason, detail, file_path;
  std::int64_t job_id = 0;
  std::int64_t attempts = 0;
  std::int64_t finished_ms = 0;
};

/// Everything that is known of one run.
struct History {
  std::string request_topic;
  std::vector<Record> requests;
  std::vector<Record> results;
  std::vector<Record> dead_letters;
  std::vector<Call> calls;
  std::int64_t lag = 0;
  std::vector<std::string> logs;     ///< everything that the workers wrote
  std::vector<std::string> secrets;  ///< what must stand nowhere

  /// Reads the sandbox's list.
  void add_calls(std::string_view json_lines);
  /// The result events, read.
  [[nodiscard]] std::vector<Event> events() const;
  /// How many events have this reason.
  [[nodiscard]] std::map<std::string, int> by_reason() const;
};

/// All violations, one line each; empty when the run was right. Each request that calls must name a file_path of its own.
[[nodiscard]] std::vector<std::string> check(const History& history);

}  // namespace iw::testing
