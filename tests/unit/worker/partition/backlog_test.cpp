// What waits for a cycle, over all partitions: the sums follow what each partition holds, and a partition takes its own with it.
#include "tests/unit/worker/partition/partition_fixture.hpp"

namespace iw {
namespace {

/// The sums of a partition's life, and that nothing is left of it whenever it is dropped.
struct BacklogTest : PartitionTest {
  void expect(std::size_t results, std::size_t intents, std::size_t bytes) {
    EXPECT_EQ(partitions.backlog().results(), results);
    EXPECT_EQ(partitions.backlog().intents(), intents);
    EXPECT_EQ(partitions.backlog().bytes(), bytes);
  }
  void drop_and_expect_nothing() {
    partitions.drop(0);
    EXPECT_EQ(partitions.backlog(), Backlog{});
  }
  void fill() {
    Receipt receipt = open(5);
    partition.intend(receipt, 1, {});
    partition.give_up(std::move(receipt));
    end_next();
    end_next();
  }
};

TEST_F(BacklogTest, IsZeroWhenAPartitionWithNothingToTellIsDropped) { drop_and_expect_nothing(); }

TEST_F(BacklogTest, IsZeroWhenThePartitionIsDroppedWhileItsResultsWait) {
  fill();
  expect(2, 1, 20);
  EXPECT_EQ(partitions.backlog().waiting(), 3U);
  drop_and_expect_nothing();
}

TEST_F(BacklogTest, IsZeroWhenThePartitionIsDroppedWhileItsShareIsUnderWay) {
  fill();
  (void)take();
  expect(0, 0, 20);
  drop_and_expect_nothing();
}

TEST_F(BacklogTest, IsZeroWhenThePartitionIsDroppedWhileAShareIsUnderWayAndMoreWaits) {
  fill();
  (void)take();
  end_next();
  expect(1, 0, 30);
  drop_and_expect_nothing();
}

TEST_F(BacklogTest, IsZeroWhenThePartitionIsDroppedAfterItsShareCommitted) {
  fill();
  const Share share = take();
  (void)partition.recorded(share);
  expect(0, 0, 0);
  drop_and_expect_nothing();
}

TEST_F(BacklogTest, IsZeroWhenThePartitionIsDroppedAfterItsShareWasPutBack) {
  fill();
  partition.put_back(take());
  end_next();
  expect(3, 1, 30);
  drop_and_expect_nothing();
}

TEST_F(BacklogTest, IsZeroWhenThePartitionIsDroppedAfterItWasFenced) {
  fill();
  partition.fence();
  drop_and_expect_nothing();
}

TEST_F(BacklogTest, KeepsWhatOtherPartitionsHold) {
  fill();
  Partition& other = assign(1);
  std::vector<OutgoingRecord> records{event_of(5)};
  Receipt receipt = other.track(5).receipt;
  EXPECT_TRUE(other.take_room(receipt, 0, LedgerLimits{kAttempts}));
  other.end(std::move(receipt), {}, records);
  expect(3, 1, 30);
  partitions.drop(0);
  expect(1, 0, 10);
}

TEST_F(BacklogTest, CountsEveryRecordOfAJob) {
  std::vector<OutgoingRecord> records{event_of(5), event_of(5)};
  records[1].headers = {{"dead-letter-reason", "rejected"}};
  partition.end(open(5), {}, records);
  expect(1, 0, 20 + 18 + 8);
}

}  // namespace
}  // namespace iw
