// Room in the ledger: taken once before the first change, given back with the end, and never all of it by one account.
#include "tests/unit/worker/partition/partition_fixture.hpp"

namespace iw {
namespace {

struct RoomTest : PartitionTest {
  /// Reads so many records and lets every second one take room, as far as there is some: those between stay untouched, so that each is a run of its own.
  std::vector<Receipt> fill(std::size_t account, std::int64_t count) {
    std::vector<Receipt> all;
    for (std::int64_t n = 0; n < count; ++n) all.push_back(partition.track(partition.ledger().position()).receipt);
    std::vector<Receipt> with_room;
    for (std::size_t n = 1; n < all.size(); n += 2)
      if (partition.take_room(all[n], account, LedgerLimits{kAttempts})) with_room.push_back(std::move(all[n]));
    return with_room;
  }
};

TEST_F(RoomTest, IsTakenOnceAndGivenBackWithTheEnd) {
  Receipt receipt = partition.track(5).receipt;
  EXPECT_FALSE(receipt.has_room());
  EXPECT_TRUE(partition.take_room(receipt, 3, LedgerLimits{kAttempts}));
  EXPECT_TRUE(partition.take_room(receipt, 3, LedgerLimits{kAttempts}));
  EXPECT_EQ(partition.rooms(), 1U);
  end(std::move(receipt));
  EXPECT_EQ(partition.rooms(), 0U);
}

TEST_F(RoomTest, IsGivenBackByAJobThatWasGivenUpAndByOneThatNeverCalled) {
  Receipt given_up = open(5);
  Receipt waiting = open(6);
  partition.give_up(std::move(given_up));
  partition.call(waiting, 0);
  partition.wait(waiting, 0);
  EXPECT_FALSE(waiting.has_room());
  EXPECT_EQ(partition.rooms(), 0U);
  EXPECT_EQ(partition.ledger().open().pending, 2U) << "a call that counted for nothing leaves nothing behind";
}

TEST_F(RoomTest, WaitingWithoutHavingCalledNeedsNoneAndIsNotWorthACommit) {
  Receipt receipt = partition.track(5).receipt;
  partition.wait(receipt, 0);
  EXPECT_FALSE(partition.wants_share());
  EXPECT_EQ(partition.ledger().open().pending, 1U);
}

TEST_F(RoomTest, ChangeWithoutItIsABreach) {
  Receipt receipt = partition.track(5).receipt;
  EXPECT_THROW(partition.wait(receipt, 1), testing::LawBroken);
  EXPECT_THROW(partition.intend(receipt, 1, {}), testing::LawBroken);
  EXPECT_THROW(partition.call(receipt, 1), testing::LawBroken);
  EXPECT_THROW(end(std::move(receipt)), testing::LawBroken);
}

TEST_F(RoomTest, WhatAFormerOwnerRecordedHasItsRoomAlready) {
  Ledger recovered = Ledger::from({.offset = 5, .end = 7, .runs = {{5, 1, {OffsetKind::waiting, 2}}, {6, 1, {OffsetKind::started, 1}}}});
  Partition& other = partitions.add(1, {.ledger = std::move(recovered), .committed = 5});
  Receipt receipt = other.track(6).receipt;
  EXPECT_TRUE(other.take_room(receipt, 0, LedgerLimits{kAttempts}));
}

TEST_F(RoomTest, OneAccountNeverHoldsAllOfIt) {
  const auto hogs = fill(1, 20'000).size();
  EXPECT_GT(hogs, 300U);
  EXPECT_GT(fill(2, 400).size(), 50U) << "another one finds some behind it";
  EXPECT_LE(encode_ledger(partition.ledger().snapshot(), {0xFFFFFFFF, std::uint64_t{1} << 62}).size(), kMaxMetadataSize);
}

TEST_F(RoomTest, OldestAlwaysGetsIt) {
  Receipt oldest = partition.track(5).receipt;
  for (std::size_t account = 1; account < 9; ++account) (void)fill(account, 2'000);
  EXPECT_TRUE(partition.take_room(oldest, 1, LedgerLimits{kAttempts}));
  end(std::move(oldest));
  EXPECT_LE(take().metadata.size(), kMaxMetadataSize);
}

TEST_F(RoomTest, EndsMakeRoom) {
  auto first = fill(1, 20'000);
  Receipt late = partition.track(partition.ledger().position()).receipt;
  (void)partition.track(partition.ledger().position());
  ASSERT_FALSE(partition.take_room(late, 1, LedgerLimits{kAttempts}));
  // Each that ends gives its room back, also in the middle: what is done has no state.
  for (auto& receipt : first) end(std::move(receipt));
  EXPECT_TRUE(partition.take_room(late, 1, LedgerLimits{kAttempts}));
}

}  // namespace
}  // namespace iw
