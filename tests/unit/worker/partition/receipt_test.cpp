// The right to end an offset: given once, used once.
#include "tests/unit/worker/partition/partition_fixture.hpp"

namespace iw {
namespace {

using ReceiptTest = PartitionTest;

TEST_F(ReceiptTest, OpenOffsetGivesOneAndADoneOneDoesNot) {
  Ledger recovered = Ledger::from({.offset = 5, .end = 8, .runs = {{5, 1, {OffsetKind::waiting, 2}}, {7, 1, {OffsetKind::started, 1}}}});
  Partition& other = partitions.add(1, {.ledger = std::move(recovered), .committed = 5});
  const Tracked open = other.track(5);
  EXPECT_TRUE(open.receipt.valid());
  EXPECT_EQ(open.receipt.offset(), 5);
  EXPECT_EQ(open.known, (OffsetState{OffsetKind::waiting, 2}));
  EXPECT_FALSE(other.track(6).receipt.valid()) << "done before: nothing is left to do";
  EXPECT_TRUE(other.track(7).receipt.valid());
  EXPECT_EQ(other.track(8).known, (OffsetState{OffsetKind::pending, 0}));
}

TEST_F(ReceiptTest, MovedFromItIsEmpty) {
  Receipt first = partition.track(5).receipt;
  Receipt second = std::move(first);
  EXPECT_FALSE(first.valid());  // NOLINT(bugprone-use-after-move): what is left is what the test is about
  EXPECT_EQ(second.offset(), 5);
  first = std::move(second);
  EXPECT_FALSE(second.valid());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(first.offset(), 5);
}

TEST_F(ReceiptTest, SecondEndOfAJobIsABreach) {
  Receipt receipt = open(5);
  end(std::move(receipt));
  EXPECT_THROW(end(std::move(receipt)), testing::LawBroken);  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(partition.unrecorded().results(), 1U) << "it told nothing twice";
}

TEST_F(ReceiptTest, JobThatEndedNeitherWaitsNorIntendsNorIsGivenUp) {
  Receipt receipt = open(5);
  end(std::move(receipt));
  EXPECT_THROW(partition.wait(receipt, 1), testing::LawBroken);  // NOLINT(bugprone-use-after-move)
  EXPECT_THROW(partition.intend(receipt, 1, {}), testing::LawBroken);
  EXPECT_THROW(partition.give_up(std::move(receipt)), testing::LawBroken);
}

TEST_F(ReceiptTest, JobThatWasGivenUpDoesNotEndAndItsOffsetStaysOpen) {
  Receipt receipt = open(5);
  partition.give_up(std::move(receipt));
  EXPECT_THROW(end(std::move(receipt)), testing::LawBroken);  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(partition.ledger().committed_offset(), 5);
  EXPECT_EQ(partition.ledger().oldest_open()->tag, kNoTag);
}

}  // namespace
}  // namespace iw
