// Where requests come from, and what the engine is told of it.
// The engine knows only this interface: Kafka and HTTP stand behind it, and the simulation puts its own there. Calls and callbacks happen on the loop
// thread, and a callback never comes from inside the call that asked for it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/record.hpp"
#include "worker/ports/cycle.hpp"

namespace iw {

/// What the source has for a reader right now.
struct Taken {
  std::optional<Record> record;  ///< the next record of the partition
  std::optional<std::int64_t>
      end_offset;  ///< no record: the end of the log was reached, and this is where the next record will stand (markers passed)
};

/// Where requests come from. Demand flows up: nothing is handed over that was not asked for.
class RequestSource {
 public:
  virtual ~RequestSource() = default;
  /// Starts to fetch a partition that was assigned, from this offset. Called once after on_assigned for each partition that the engine takes.
  virtual void start(PartitionId partition, std::int64_t offset) = 0;
  /// The next record or end mark of a started partition, if one is there. When it gives neither, on_records follows as soon as there is something.
  [[nodiscard]] virtual Taken take(PartitionId partition) = 0;
  /// The drain is over: gives these partitions up, so that the rebalance goes on. Nothing of them may be committed any more.
  virtual void release(const std::vector<PartitionId>& partitions) = 0;
  /// The engine has dropped everything: all partitions that the group gave us are read anew from what is committed by now; on_assigned follows, unless a
  /// rebalance comes in between.
  virtual void take_up_again() = 0;
  /// One past the last offset of the partition's log, as last seen; -1 when unknown. For lag.
  [[nodiscard]] virtual std::int64_t high_watermark(PartitionId partition) const = 0;
};

/// What the source tells the engine.
class SourceEvents {
 public:
  virtual ~SourceEvents() = default;
  /// The group gave us these partitions, with what is committed for them. The commit side already holds the group's generation.
  virtual void on_assigned(const std::vector<CommittedOffset>& partitions) = 0;
  /// The group wants them back: drain, then RequestSource::release.
  virtual void on_revoked(const std::vector<PartitionId>& partitions) = 0;
  /// They are gone already: drop everything, commit nothing. No release follows.
  virtual void on_lost(const std::vector<PartitionId>& partitions) = 0;
  /// take() may give something again.
  virtual void on_records(PartitionId partition) = 0;
  /// A position of ours lies outside the log, and nothing stands committed any more: the log is another one.
  virtual void on_log_replaced() = 0;
  /// The partition cannot be read any more (offset out of range, …): it stops, with this message.
  virtual void on_partition_failed(PartitionId partition, std::string message) = 0;
};

}  // namespace iw
