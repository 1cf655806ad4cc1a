// What the parts of the engine share: the jobs, partitions, lanes, what waits for the next cycle, and the worker's sides. Loop thread.
// It decides nothing; the parts (intake, job_flow, dispatcher, commit_flow, assignments) do, each on its own piece.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>

#include "common/clock.hpp"
#include "worker/answer/error_class.hpp"
#include "worker/decode/decode_request.hpp"
#include "worker/engine/freshness.hpp"
#include "worker/job/job_table.hpp"
#include "worker/job/lanes.hpp"
#include "worker/job/outbox.hpp"
#include "worker/job/partition.hpp"
#include "worker/ports/import_api.hpp"
#include "worker/ports/request_source.hpp"
#include "worker/ports/tokens.hpp"
#include "worker/ports/transactions.hpp"
#include "worker/schedule/timer_queue.hpp"
#include "worker/settings/settings.hpp"
#include "worker/status/status.hpp"

namespace iw {

/// The worker's sides, as the composition root gives them.
struct Ports {
  RequestSource& source;
  ImportApi& api;
  Transactions& transactions;
  Tokens& tokens;
};

/// The shared state.
struct EngineState {
  EngineState(const Settings& engine_settings, ErrorTable table, Ports engine_ports, std::uint64_t seed);

  const Settings& settings;
  ErrorTable errors;
  DecodeRules decode_rules;
  Ports ports;
  std::mt19937_64 random;
  std::uint32_t writer;  ///< names this process in the ledgers it commits

  Now now{};              ///< set at each entry into the engine; within one entry time stands still
  TimePoint last_tick{};  ///< when the loop was last seen alive by its own tick (freshness)

  JobTable jobs;
  std::map<std::int32_t, Partition> partitions;
  Lanes lanes;        ///< by the index of the account in the settings
  JobQueue cleared;   ///< jobs whose intent is in the log, in the order in which they may call
  TimerQueue timers;  ///< job → when it goes on or expires, whichever is first
  Outbox outbox;
  int in_flight = 0;
  int intents_open = 0;              ///< jobs in stage intent or cleared
  bool stopping = false;             ///< no more intake, no more starts
  bool must_validate = false;        ///< the partitions may be another's by now: no call before a cycle has committed (freshness)
  TimePoint validate_from{};         ///< only a cycle that began at or after this shows it: one from before says nothing of what came after
  std::size_t unrecorded_bytes = 0;  ///< of results that no cycle has recorded yet
  Counters counters;
  double last_cycle_ms = 0;
  std::uint64_t next_epoch = 1;

  /// Uniform in [0, 1).
  [[nodiscard]] double jitter() { return std::uniform_real_distribution<double>{0, 1}(random); }
  [[nodiscard]] Lane& lane(const Job& job) { return lanes.at(job.account); }
  /// How long a permission to call lasts.
  [[nodiscard]] Duration freshness() const { return iw::freshness(settings.kafka); }
  /// The process was frozen, its producer fenced, or the group has moved on: every permission to call has run out, also of calls whose first byte is
  /// still to come, until a cycle that begins from now on has committed.
  void demand_validation() {
    must_validate = true;
    validate_from = now.mono;
    ports.api.withdraw_unsent();
  }
  [[nodiscard]] WallTime wall_of(TimePoint at) const { return now.wall + std::chrono::duration_cast<std::chrono::milliseconds>(at - now.mono); }
};

}  // namespace iw
