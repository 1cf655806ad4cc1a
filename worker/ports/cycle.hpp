// A commit cycle: one Kafka transaction, as data (guarantee.md, "The ledger rides in the commit"). Plain data, moved between the loop and the commit
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "worker/ports/outgoing_record.hpp"

namespace iw {

/// The new committed offset of one partition, with its encoded ledger as metadata.
struct PartitionCommit {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::string metadata;
};

/// What one transaction holds: the records of jobs that ended and the offsets of all partitions that changed.
struct Cycle {
  std::uint64_t number = 0;
  std::vector<OutgoingRecord> records;
  std::vector<PartitionCommit> commits;
};

/// How a cycle ended, as far as the producer knows.
enum class CycleEnd : std::uint8_t {
  committed,     ///< visible
  aborted,       ///< certainly not visible; the same producer goes on: make the cycle again
  fenced_group,  ///< certainly not visible, and the group has moved on (ILLEGAL_GENERATION, UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID): a rebalance will
                 ///< follow
  unknown,       ///< perhaps visible; the producer has been made anew and fences the old one: read the committed ledgers back
};

/// The end of a cycle, with the cycle itself given back.
struct CycleResult {
  Cycle cycle;
  CycleEnd end = CycleEnd::unknown;
  std::string why;                     ///< for people; empty when committed
  std::vector<std::size_t> too_large;  ///< aborted: indices of `cycle.records` that the topic refused for their size
  Duration took{};
};

/// What the group has committed for one partition.
struct CommittedOffset {
  std::int32_t partition = 0;
  std::optional<std::int64_t> offset;  ///< nothing: this group never committed
  std::string metadata;
  std::int64_t low_watermark = 0;   ///< first offset that the log still has
  std::int64_t high_watermark = 0;  ///< one past the last offset
  std::string unreadable;           ///< why the log's bounds could not be read; empty when they could
};

}  // namespace iw
