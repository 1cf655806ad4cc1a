// What the engine works on: each thing that changes has one owner, which keeps its law; here they are only side by side. Loop thread.
// A new bare field here is a sign that an owner is missing.
#pragma once

#include <string>

#include "common/clock.hpp"
#include "worker/account/accounts.hpp"
#include "worker/answer/error_class.hpp"
#include "worker/call/call_book.hpp"
#include "worker/call/call_right.hpp"
#include "worker/call/freshness.hpp"
#include "worker/job/job_life.hpp"
#include "worker/job/job_table.hpp"
#include "worker/kind/import_kind.hpp"
#include "worker/partition/partitions.hpp"
#include "worker/ports/api.hpp"
#include "worker/ports/request_source.hpp"
#include "worker/ports/tokens.hpp"
#include "worker/ports/transactions.hpp"
#include "worker/schedule/chance.hpp"
#include "worker/settings/settings.hpp"
#include "worker/status/status.hpp"

namespace iw {

/// The worker's sides, as the composition root gives them.
struct Ports {
  RequestSource& source;
  Api& api;
  Transactions& transactions;
  Tokens& tokens;
};

/// The owners, and the few rules that several of them make together.
struct Owners {
  static constexpr std::size_t kMaxResultsPerSlot = 16;
  static constexpr std::size_t kMaxUnrecordedBytes = 64 * 1024 * 1024;

  Owners(const Settings& engine_settings, const ErrorTable& table, Ports engine_ports, Now start, std::uint64_t seed)
      : settings(engine_settings),
        errors(table),
        ports(engine_ports),
        now(start),
        chance(seed),
        writer(chance.name()),
        accounts(settings),
        calls(settings.api.max_in_flight),
        right(freshness(settings.kafka), start.mono),
        life(jobs, accounts, calls, chance, now),
        import(settings, table, [this](std::string_view name) { return accounts.find(name).has_value(); }) {}
  Owners(const Owners&) = delete;
  Owners& operator=(const Owners&) = delete;

  const Settings& settings;
  const ErrorTable errors;
  Ports ports;
  Now now;  ///< set at each entry into the engine; within one entry time stands still
  Chance chance;
  const std::uint32_t writer;  ///< names this process in the ledgers that it commits

  Partitions partitions;
  Accounts accounts;
  CallBook calls;
  CallRight right;
  JobTable jobs;
  JobLife life;
  ImportKind import;
  Counters counters;

  /// The kind of the jobs that a topic brings.
  [[nodiscard]] const JobKind& kind_of(InputTopic) const { return import; }
  [[nodiscard]] Account& account_of(const Job& job) { return accounts.at(job.account); }
  /// Every right to call has run out, also of calls whose first byte is still to come, until a cycle that begins from now on has committed.
  void revoke_right() {
    right.revoke(now.mono);
    ports.api.withdraw_unsent();
  }
  /// Results wait for a cycle in such numbers that calls stop before memory grows: the log takes none at the moment.
  [[nodiscard]] bool results_pile_up() const {
    const Backlog& backlog = partitions.backlog();
    return backlog.results() > kMaxResultsPerSlot * calls.slots() || backlog.bytes() > kMaxUnrecordedBytes;
  }
  /// May a call take a slot?
  [[nodiscard]] bool slot_free() const { return calls.has_room(now.mono) && !results_pile_up(); }
  /// How many more jobs could be used from the source.
  [[nodiscard]] std::size_t appetite() const {
    const auto callable = accounts.round().callable();
    return results_pile_up() || callable >= calls.slots() ? 0 : calls.slots() - callable;
  }
  [[nodiscard]] LedgerLimits ledger_limits() const { return {settings.retry.attempts, settings.ledger_bytes}; }
  [[nodiscard]] WallTime wall_of(TimePoint at) const { return now.wall + std::chrono::duration_cast<std::chrono::milliseconds>(at - now.mono); }
};

}  // namespace iw
