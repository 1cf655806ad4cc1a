// Which partitions are ours: taken up with their committed ledger, drained when the group wants them back, dropped when they are gone. Loop thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "worker/owners/job_steps.hpp"
#include "worker/ledger/ledger_codec.hpp"

namespace iw {

/// Answers the rebalances of the group.
class Assignments {
 public:
  Assignments(Owners& owners, JobSteps& steps) : owners_(owners), steps_(steps) {}

  /// Takes partitions up. One whose ledger is damaged, newer, or does not fit its log stays untouched, with a message that says what to do.
  void assigned(const std::vector<CommittedOffset>& partitions);
  /// Stops starting jobs of these partitions; they are released once their calls have ended and the last cycle has committed.
  void revoke(const std::vector<PartitionId>& partitions);
  /// The same for all, without anybody having asked: the worker shuts down. They are released when the group asks.
  void drain_all();
  /// Forgets them at once.
  void lost(const std::vector<PartitionId>& partitions);
  /// Forgets all that is ours, also what is being drained, and that it was ever committed: its log is gone.
  void lose_all();
  /// Stops a partition with a message; its jobs end as they may.
  void fail(PartitionId partition, std::string message);
  /// Releases what is drained.
  void release_drained();
  /// A drain is under way: cycles are urgent.
  [[nodiscard]] bool draining() const { return !revoked_.empty(); }
  /// No call is under way, and nothing waits for a cycle.
  [[nodiscard]] bool nothing_left() const;

 private:
  /// Since when a partition has been ours alone, and what its ledger was stamped with when we last read it.
  struct Tenure {
    LedgerStamp seen;
    TimePoint from;
  };
  void take_up(CommittedOffset committed);
  [[nodiscard]] bool is_leftover(const CommittedOffset& committed) const;
  [[nodiscard]] TimePoint owned_from(PartitionId partition, const LedgerStamp& stamp);
  [[nodiscard]] Standing standing(const CommittedOffset& committed) const;
  void drain(Partition& partition);
  void forget_jobs(const Partition& partition, bool calling_too);
  void drop(PartitionId partition);

  Owners& owners_;
  JobSteps& steps_;
  std::vector<PartitionId> revoked_;        ///< asked back, not released yet
  std::map<PartitionId, Tenure> tenures_;  ///< of all partitions that were ever ours
  /// Of partitions of a log that is gone: the last sequence that we may have committed for it.
  std::map<PartitionId, std::uint64_t> old_logs_;
};

}  // namespace iw
