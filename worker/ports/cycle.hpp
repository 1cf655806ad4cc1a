// A commit cycle: one Kafka transaction, as data (guarantee.md, "The ledger rides in the commit"). Plain data, moved between the loop and the commit
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "worker/ports/outgoing_record.hpp"
#include "worker/ports/partition_id.hpp"

namespace iw {

/// What one partition puts into a cycle: its new committed offset, with its encoded ledger as metadata, and the records of its jobs that the ledger
/// calls done. They are one value, so that nobody can commit one without the other.
struct Share {
  PartitionId partition;
  std::uint64_t epoch = 0;     ///< of the assignment that it belongs to
  std::uint64_t sequence = 0;  ///< that the ledger is stamped with
  std::int64_t offset = 0;
  std::size_t intents = 0;  ///< how many jobs may call once it has committed
  std::string metadata;
  std::vector<OutgoingRecord> records;
};

/// What one transaction holds: the shares of all partitions that changed.
struct Cycle {
  std::uint64_t number = 0;
  std::vector<Share> shares;
  /// All of ours that the group has committed before, also those that have no share: when one of them does not stand committed any more, its topic is
  /// another one, and the cycle must not commit.
  std::vector<PartitionId> standing;
};

/// Names a record of a cycle: which share, and which record in it.
struct RecordPlace {
  std::size_t share = 0;
  std::size_t record = 0;
  friend bool operator==(const RecordPlace&, const RecordPlace&) = default;
};

/// A record that its topic refused for good, whatever else becomes of the cycle.
struct Refusal {
  RecordPlace place;
  bool for_size = false;  ///< else for another reason: a compacted topic and no key, a validation rule
  std::string why;        ///< the broker's words
};

/// How a cycle ended, as far as the producer knows.
enum class CycleEnd : std::uint8_t {
  committed,     ///< visible
  aborted,       ///< certainly not visible; the same producer goes on: make the cycle again
  forgotten,     ///< certainly not visible: what the group had committed is gone, as it goes when a topic is deleted; the positions are of an old log
  fenced_group,  ///< certainly not visible, and the group has moved on (ILLEGAL_GENERATION, UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID): a rebalance will
                 ///< follow
  unknown,       ///< perhaps visible; the producer has been made anew and fences the old one: read the committed ledgers back
};

/// The end of a cycle, with the cycle itself given back.
struct CycleResult {
  Cycle cycle;
  CycleEnd end = CycleEnd::unknown;
  std::string why;                     ///< for people; empty when committed
  std::vector<Refusal> refused;  ///< aborted: the records that their topic takes in another form, or not at all
  Duration took{};
};

/// What the group has committed for one partition.
struct CommittedOffset {
  PartitionId partition;
  std::optional<std::int64_t> offset;  ///< nothing: this group never committed
  std::string metadata;
  std::int64_t low_watermark = 0;   ///< first offset that the log still has
  std::int64_t high_watermark = 0;  ///< one past the last offset
  std::string unreadable;           ///< why the log's bounds could not be read; empty when they could
};

}  // namespace iw
