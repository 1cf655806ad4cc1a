// What is known of a run of real processes: topics, committed offsets with their ledgers, the API's own list of calls, logs. Filled by the test's
// fixture; one thread. It judges nothing: it is told as facts to the checker that simulated runs have, too (support/check).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/record.hpp"
#include "tests/support/check/facts.hpp"
#include "tests/support/offset_commit.hpp"
#include "worker/settings/settings.hpp"

namespace iw::testing {

/// A call, as the sandbox recorded it.
struct Call {
  std::int64_t time_ms = 0;
  std::string file_path;
  bool answered = true;
  bool executed = false;
  std::int64_t errcode = 0;
  std::int64_t job_id = 0;
  bool has_errcode = false;  ///< the answer had one, or would have had
  int http = 0;              ///< the answer's status; 0: lost
};

/// A terminal event.
struct Event {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::string outcome, reason, detail, file_path;
  std::int64_t job_id = 0;
  std::int64_t attempts = 0;
  std::int64_t produced_ms = 0;  ///< the record's own time
  std::int64_t finished_ms = 0;
};

/// Everything that is known of one run.
struct History {
  std::string request_topic;
  Settings settings;  ///< of the workers
  std::vector<Record> requests;
  std::vector<Record> results;
  std::vector<Record> dead_letters;
  std::vector<OffsetCommit> commits;  ///< in the order of the log
  std::vector<Call> calls;
  std::int64_t lag = 0;
  std::vector<std::string> logs;        ///< everything that the workers wrote
  std::vector<ShownText> shown;         ///< what they showed elsewhere: metrics, status
  std::vector<std::string> secrets;     ///< what must stand nowhere
  bool commits_by_hand = false;         ///< the test itself commits offsets
  std::vector<ResourceSample> samples;  ///< what the processes used
  ResourceCaps caps;                    ///< and may use

  /// Reads the sandbox's list.
  void add_calls(std::string_view json_lines);
  /// The result events, read.
  [[nodiscard]] std::vector<Event> events() const;
  /// How many events have this reason.
  [[nodiscard]] std::map<std::string, int> by_reason() const;
};

/// The same as facts for the checker. Calls are told from each other by file_path: each request that calls must name one of its own.
[[nodiscard]] Facts facts_of(const History& history);

/// All violations, one line each; empty when the run was right.
[[nodiscard]] std::vector<std::string> check(const History& history);

}  // namespace iw::testing
