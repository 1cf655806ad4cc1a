// A partition that was just assigned, and the words that its tests are written in.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/law_guard.hpp"
#include "worker/ledger/ledger_codec.hpp"
#include "worker/partition/partitions.hpp"

namespace iw {

inline constexpr std::uint32_t kWriter = 77;
inline constexpr int kAttempts = 8;

/// An event of the job at `offset`: 10 bytes, so that sums are easy to read.
inline OutgoingRecord event_of(std::int64_t offset) {
  OutgoingRecord record;
  record.request_offset = offset;
  record.value = "0123456789";
  return record;
}

/// The offsets whose events are in the share, in order.
inline std::vector<std::int64_t> told(const Share& share) {
  std::vector<std::int64_t> offsets;
  for (const auto& record : share.records) offsets.push_back(record.request_offset);
  return offsets;
}

/// The keys of endings, which tests use as the jobs' names.
inline std::vector<std::string> keys_of(const Recorded& recorded) {
  std::vector<std::string> keys;
  for (const auto& ending : recorded.endings) keys.push_back(ending.order_key);
  return keys;
}

/// Partition 0, assigned with committed offset 5. Breaches throw.
struct PartitionTest : ::testing::Test {
  testing::LawGuard guard;
  Partitions partitions;
  Partition& partition = assign(0);

  Partition& assign(std::int32_t number) { return partitions.add(number, {.ledger = Ledger{5}, .committed = 5, .sequence = 100}); }

  /// The record at this offset was read, and what becomes of it has room in the ledger.
  Receipt open(std::int64_t offset) {
    Receipt receipt = partition.track(offset).receipt;
    EXPECT_TRUE(partition.take_room(receipt, 0, LedgerLimits{kAttempts}));
    return receipt;
  }
  /// Ends the job: its event waits for a share, and its ending is named after the offset.
  void end(Receipt receipt) {
    const auto offset = receipt.offset();
    std::vector<OutgoingRecord> records{event_of(offset)};
    partition.end(std::move(receipt), {Outcome::accepted, std::to_string(offset)}, records);
    EXPECT_TRUE(records.empty());
  }
  void end_next() { end(open(partition.ledger().position())); }
  Share take() {
    auto share = partition.take_share(kWriter);
    EXPECT_TRUE(share);
    return share ? std::move(*share) : Share{};
  }
};

}  // namespace iw
