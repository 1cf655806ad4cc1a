// Which partitions are ours: taken up with their committed ledger, drained when the group wants them back, dropped when they are gone. Loop thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "worker/ledger/ledger_codec.hpp"
#include "worker/engine/commit_flow.hpp"
#include "worker/engine/engine_state.hpp"

namespace iw {

/// Answers the rebalances of the group.
class Assignments {
 public:
  Assignments(EngineState& state, CommitFlow& commit_flow) : state_(state), commit_flow_(commit_flow) {}

  /// Takes partitions up. One whose ledger is damaged, newer, or does not fit its log stays untouched, with a message that says what to do.
  void assigned(const std::vector<CommittedOffset>& partitions);
  /// Stops starting jobs of these partitions; they are released once their calls have ended and the last cycle has committed.
  void revoke(const std::vector<std::int32_t>& partitions);
  /// The same without anybody having asked: the worker shuts down. They are released when the group asks.
  void drain(const std::vector<std::int32_t>& partitions);
  /// Forgets them at once.
  void lost(const std::vector<std::int32_t>& partitions);
  /// Stops a partition with a message; its jobs end as they may.
  void fail(std::int32_t partition, std::string message);
  /// Releases what is drained.
  void release_drained();
  /// A drain is under way: cycles are urgent.
  [[nodiscard]] bool draining() const { return !revoked_.empty(); }

 private:
  /// Since when a partition has been ours alone, and what its ledger was stamped with when we last read it.
  struct Tenure {
    LedgerStamp seen;
    TimePoint from;
  };
  void take_up(const CommittedOffset& committed);
  [[nodiscard]] TimePoint owned_from(std::int32_t partition, const LedgerStamp& stamp);
  void forget_jobs(const Partition& partition, bool calling_too);
  void drop(std::int32_t partition);

  EngineState& state_;
  CommitFlow& commit_flow_;
  std::vector<std::int32_t> revoked_;       ///< asked back, not released yet
  std::map<std::int32_t, Tenure> tenures_;  ///< of all partitions that were ever ours
};

}  // namespace iw
