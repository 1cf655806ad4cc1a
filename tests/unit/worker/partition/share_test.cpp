// What a partition has to tell leaves together, comes back as it went, and only while the partition is ours.
#include "tests/unit/worker/partition/partition_fixture.hpp"

namespace iw {
namespace {

using ShareTest = PartitionTest;
using Offsets = std::vector<std::int64_t>;
using Keys = std::vector<std::string>;

TEST_F(ShareTest, HoldsResultsOffsetAndTheLedgerThatCallsThemDoneTogether) {
  end_next();
  Receipt waiting = open(6);
  partition.wait(waiting, 2);
  end_next();
  const Share share = take();
  EXPECT_EQ(told(share), (Offsets{5, 7}));
  EXPECT_EQ(share.partition, PartitionId{0});
  EXPECT_EQ(share.epoch, partition.epoch());
  EXPECT_EQ(share.offset, 6);
  EXPECT_EQ(share.sequence, 101U);
  const auto ledger = decode_ledger(share.metadata, share.offset);
  ASSERT_TRUE(ledger);
  EXPECT_EQ(ledger->stamp, (LedgerStamp{kWriter, 101}));
  EXPECT_EQ(ledger->snapshot, (LedgerSnapshot{6, 8, {{6, 1, {OffsetKind::waiting, 2}}}}));
}

TEST_F(ShareTest, IntentIsInTheLedgerThatRecordsIt) {
  Receipt receipt = open(5);
  partition.intend(receipt, 1, {3, 4});
  const Share share = take();
  EXPECT_EQ(decode_ledger(share.metadata, share.offset)->snapshot.runs, (std::vector<LedgerRun>{{5, 1, {OffsetKind::started, 1}}}));
  EXPECT_EQ(partition.recorded(share).intents, (std::vector<JobName>{{3, 4}}));
}

TEST_F(ShareTest, IsWantedExactlyWhenSomethingHasToBeRecorded) {
  EXPECT_FALSE(partition.wants_share());
  Receipt receipt = open(5);
  EXPECT_FALSE(partition.wants_share()) << "a record that was read is in no hurry";
  partition.call(receipt, 1);
  EXPECT_FALSE(partition.wants_share()) << "nor is a call without an intent";
  partition.wait(receipt, 1);
  EXPECT_TRUE(partition.wants_share());
  const Share share = take();
  EXPECT_FALSE(partition.wants_share());
  EXPECT_TRUE(partition.holds()) << "it stands in a cycle";
  (void)partition.recorded(share);
  EXPECT_FALSE(partition.holds());
  partition.intend(receipt, 2, {});
  EXPECT_TRUE(partition.wants_share());
  end(std::move(receipt));
  EXPECT_EQ(told(take()), (Offsets{5}));
}

TEST_F(ShareTest, MarkersAtTheEndOfTheLogAreRecordedOnce) {
  partition.reach(9);
  EXPECT_TRUE(partition.wants_share());
  const Share share = take();
  EXPECT_EQ(share.offset, 9);
  (void)partition.recorded(share);
  partition.reach(9);
  EXPECT_FALSE(partition.wants_share());
  EXPECT_EQ(partition.committed(), 9);
}

TEST_F(ShareTest, FencedPartitionGivesNone) {
  end_next();
  partition.fence();
  EXPECT_FALSE(partition.wants_share());
  EXPECT_FALSE(partition.holds());
  EXPECT_FALSE(partition.take_share(kWriter));
  EXPECT_EQ(partition.unrecorded().results(), 1U) << "nothing of it was taken apart";
}

TEST_F(ShareTest, PartitionThatWasFencedWhileItsShareWasUnderWayGivesNoOther) {
  end_next();
  Share share = take();
  partition.fence();
  partition.put_back(std::move(share));
  EXPECT_FALSE(partition.take_share(kWriter));
}

TEST_F(ShareTest, DrainingOrFailedPartitionStillTellsWhatItHas) {
  end_next();
  partition.drain();
  partition.fail("its log cannot be read");
  EXPECT_FALSE(partition.may_read());
  EXPECT_EQ(told(take()), (Offsets{5}));
}

TEST_F(ShareTest, SecondOneWhileOneIsUnderWayIsABreach) {
  end_next();
  const Share share = take();
  end_next();
  EXPECT_THROW((void)partition.take_share(kWriter), testing::LawBroken);
  EXPECT_EQ(keys_of(partition.recorded(share)), (Keys{"5"}));
  EXPECT_EQ(told(take()), (Offsets{6})) << "the second one was not lost";
}

TEST_F(ShareTest, CommittedOffsetThatWouldGoBackIsABreach) {
  Partition& other = partitions.add(1, {.ledger = Ledger{5}, .committed = 6});
  EXPECT_THROW((void)other.take_share(kWriter), testing::LawBroken);
}

TEST_F(ShareTest, LedgerThatIsTooLongForACommitIsABreach) {
  LedgerSnapshot too_much{5, 20'005, {}};
  for (std::int64_t n = 0; n < 10'000; ++n) too_much.runs.push_back({5 + 2 * n, 1, {OffsetKind::waiting, 1}});
  Partition& other = partitions.add(1, {.ledger = Ledger::from(too_much), .committed = 5});
  EXPECT_THROW((void)other.take_share(kWriter), testing::LawBroken) << "the broker would refuse it for ever";
}

TEST_F(ShareTest, RecordedNamesEndingsAndIntentsOfTheShareAndNoLaterOnes) {
  Receipt receipt = open(5);
  partition.intend(receipt, 1, {1, 1});
  end_next();
  const Share share = take();
  end(std::move(receipt));
  const Recorded recorded = partition.recorded(share);
  EXPECT_EQ(keys_of(recorded), (Keys{"6"}));
  EXPECT_EQ(recorded.intents, (std::vector<JobName>{{1, 1}}));
  EXPECT_EQ(partition.committed(), 5) << "the offset that the share named";
  const Share next = take();
  EXPECT_EQ(next.sequence, share.sequence + 1);
  EXPECT_EQ(keys_of(partition.recorded(next)), (Keys{"5"}));
  EXPECT_EQ(partition.committed(), 7);
}

TEST_F(ShareTest, PutBackItIsWantedAgainThoughNothingCameSince) {
  end_next();
  partition.put_back(take());
  EXPECT_TRUE(partition.wants_share());
  EXPECT_EQ(told(take()), (Offsets{5}));
}

TEST_F(ShareTest, PutBackItGoesOutAgainBeforeWhatCameSince) {
  Receipt receipt = open(5);
  partition.intend(receipt, 1, {1, 1});
  end_next();
  end_next();
  Share share = take();
  end_next();
  partition.intend(receipt, 1, {2, 2});
  partition.put_back(std::move(share));
  EXPECT_TRUE(partition.wants_share());
  const Share again = take();
  EXPECT_EQ(told(again), (Offsets{6, 7, 8}));
  EXPECT_EQ(again.sequence, 101U) << "the one that did not commit counts as never made";
  const Recorded recorded = partition.recorded(again);
  EXPECT_EQ(keys_of(recorded), (Keys{"6", "7", "8"}));
  EXPECT_EQ(recorded.intents, (std::vector<JobName>{{1, 1}, {2, 2}}));
}

TEST_F(ShareTest, PutBackShorterItCountsWhatItTakesNow) {
  end_next();
  Share share = take();
  EXPECT_EQ(partitions.backlog().bytes(), 10U);
  share.records[0].value = "0123";
  partition.put_back(std::move(share));
  EXPECT_EQ(partitions.backlog().bytes(), 4U);
  EXPECT_EQ(take().records[0].value, "0123");
}

TEST_F(ShareTest, WhatComesBackAndIsNotWhatWentInIsABreach) {
  end_next();
  const Share share = take();
  Share other_sequence = share;
  ++other_sequence.sequence;
  EXPECT_THROW((void)partition.recorded(other_sequence), testing::LawBroken);
  EXPECT_THROW(partition.put_back(other_sequence), testing::LawBroken);
  Share other_offset = share;
  --other_offset.offset;
  EXPECT_THROW((void)partition.recorded(other_offset), testing::LawBroken);
  EXPECT_THROW(partition.put_back(other_offset), testing::LawBroken);
  EXPECT_EQ(keys_of(partition.recorded(share)), (Keys{"5"}));
}

TEST_F(ShareTest, WhatComesBackTwiceIsABreach) {
  end_next();
  const Share share = take();
  (void)partition.recorded(share);
  EXPECT_THROW((void)partition.recorded(share), testing::LawBroken);
  EXPECT_THROW(partition.put_back(share), testing::LawBroken);
}

TEST_F(ShareTest, FindsItsPartitionOnlyWhileThatAssignmentLasts) {
  const Share share = take();
  EXPECT_EQ(partitions.owner_of(share), &partition);
  partitions.drop(0);
  EXPECT_EQ(partitions.owner_of(share), nullptr);
  assign(0);
  EXPECT_EQ(partitions.owner_of(share), nullptr) << "the same partition, assigned anew, is another one";
}

}  // namespace
}  // namespace iw
