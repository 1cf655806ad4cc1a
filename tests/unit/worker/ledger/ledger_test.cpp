// What the ledger says of each offset, and where the committed offset stands (guarantee.md, "The ledger rides in the commit").
#include "worker/ledger/ledger.hpp"

#include <gtest/gtest.h>

#include "worker/ledger/ledger_codec.hpp"

namespace iw {
namespace {

constexpr int kAttempts = 8;

Ledger with_taken(std::int64_t first, std::int64_t count) {
  Ledger ledger{first};
  for (std::int64_t offset = first; offset < first + count; ++offset) ledger.take(offset);
  return ledger;
}

/// 10 waiting(3) · 11 done · 12, 13 started(1) · 14 pending · 15, 16 done, reading had come to 17.
LedgerSnapshot recovered() {
  return {10, 17, {{10, 1, {OffsetKind::waiting, 3}}, {12, 2, {OffsetKind::started, 1}}, {14, 1, {OffsetKind::pending, 0}}}};
}

TEST(Ledger, FreshOneCommitsItsStart) {
  const Ledger ledger{7};
  EXPECT_EQ(ledger.committed_offset(), 7);
  EXPECT_EQ(ledger.position(), 7);
  EXPECT_EQ(ledger.open().total(), 0u);
  EXPECT_FALSE(ledger.oldest_open().has_value());
  EXPECT_EQ(ledger.snapshot(), (LedgerSnapshot{7, 7, {}}));
}

TEST(Ledger, TakenRecordIsPendingWithoutAttempts) {
  Ledger ledger{7};
  EXPECT_EQ(ledger.take(7), (OffsetState{OffsetKind::pending, 0}));
  EXPECT_EQ(ledger.open().pending, 1u);
  EXPECT_EQ(ledger.committed_offset(), 7);
  EXPECT_EQ(ledger.position(), 8);
}

TEST(Ledger, HoldsBackTheOffsetWhileTheOldestIsOpen) {
  Ledger ledger = with_taken(0, 5);
  for (const std::int64_t offset : {4, 2, 1, 3}) {
    ledger.set_done(offset);
    EXPECT_EQ(ledger.committed_offset(), 0);
  }
  ledger.set_done(0);
  EXPECT_EQ(ledger.committed_offset(), 5) << "everything behind it was done already";
}

TEST(Ledger, OffsetMovesToTheNextOpenOneOnly) {
  Ledger ledger = with_taken(0, 5);
  ledger.set_done(0);
  ledger.set_done(2);
  EXPECT_EQ(ledger.committed_offset(), 1);
  ledger.set_done(1);
  EXPECT_EQ(ledger.committed_offset(), 3);
}

TEST(Ledger, MarkersAreNotOpenAndTheOffsetPassesThem) {
  Ledger ledger{0};
  ledger.take(0);
  ledger.take(5);
  EXPECT_EQ(ledger.open().total(), 2u);
  ledger.set_done(0);
  EXPECT_EQ(ledger.committed_offset(), 5);
  ledger.set_done(5);
  ledger.skip_to(9);
  EXPECT_EQ(ledger.committed_offset(), 9) << "lag must reach 0 behind a transaction marker";
}

TEST(Ledger, EndOfTheLogDoesNotPassAnOpenOffset) {
  Ledger ledger = with_taken(0, 2);
  ledger.skip_to(100);
  EXPECT_EQ(ledger.committed_offset(), 0);
  EXPECT_EQ(ledger.position(), 100);
  EXPECT_EQ(ledger.snapshot(), (LedgerSnapshot{0, 100, {{0, 2, {}}}}));
}

TEST(Ledger, EndOfTheLogNeverMovesBack) {
  Ledger ledger = with_taken(0, 10);
  ledger.skip_to(3);
  EXPECT_EQ(ledger.position(), 10);
  EXPECT_EQ(ledger.open().total(), 10u);
}

TEST(Ledger, CountsFollowEachChange) {
  Ledger ledger = with_taken(0, 3);
  ledger.set_started(0, 1);
  ledger.set_waiting(1, 2);
  EXPECT_EQ(ledger.open().pending, 1u);
  EXPECT_EQ(ledger.open().started, 1u);
  EXPECT_EQ(ledger.open().waiting, 1u);
  ledger.set_pending(0);
  EXPECT_EQ(ledger.open().pending, 2u);
  EXPECT_EQ(ledger.open().started, 0u);
  ledger.set_done(1);
  EXPECT_EQ(ledger.open().total(), 2u);
}

TEST(Ledger, WhatIsDoneStaysDone) {
  Ledger ledger = with_taken(0, 3);
  ledger.set_done(1);
  ledger.set_started(1, 1);
  ledger.set_pending(1);
  ledger.set_waiting(1, 4);
  ledger.set_done(1);
  EXPECT_EQ(ledger.open().total(), 2u);
  EXPECT_EQ(ledger.snapshot(), (LedgerSnapshot{0, 3, {{0, 1, {}}, {2, 1, {}}}}));
}

TEST(Ledger, OffsetsThatAreNotOpenAreLeftAlone) {
  Ledger ledger = with_taken(5, 1);
  for (const std::int64_t offset : {-1, 0, 4, 6, 1'000'000}) {
    ledger.set_done(offset);
    ledger.set_started(offset, 1);
    ledger.set_tag(offset, 9);
  }
  EXPECT_EQ(ledger.snapshot(), (LedgerSnapshot{5, 6, {{5, 1, {}}}}));
  EXPECT_EQ(ledger.oldest_open()->tag, kNoTag);
}

TEST(Ledger, NamesTheOldestWithItsTagAndState) {
  Ledger ledger = with_taken(0, 3);
  ledger.set_tag(0, 40);
  ledger.set_tag(1, 41);
  ledger.set_waiting(1, 6);
  ledger.set_done(0);
  const auto oldest = ledger.oldest_open();
  ASSERT_TRUE(oldest.has_value());
  EXPECT_EQ(oldest->offset, 1);
  EXPECT_EQ(oldest->tag, 41u);
  EXPECT_EQ(oldest->state, (OffsetState{OffsetKind::waiting, 6}));
}

TEST(Ledger, TagsSurviveTheCompactionOfDoneNeighbours) {
  Ledger ledger = with_taken(0, 1000);
  ledger.set_tag(500, 77);
  for (std::int64_t offset = 999; offset >= 0; --offset)
    if (offset != 500) ledger.set_done(offset);
  EXPECT_EQ(ledger.oldest_open()->tag, 77u);
  EXPECT_EQ(ledger.committed_offset(), 500);
}

TEST(Ledger, NeighboursInOneStateMakeOneRun) {
  Ledger ledger = with_taken(0, 6);
  for (const std::int64_t offset : {0, 1, 2}) ledger.set_waiting(offset, 1);
  ledger.set_waiting(3, 2);
  ledger.set_done(4);
  EXPECT_EQ(ledger.snapshot(), (LedgerSnapshot{0, 6, {{0, 3, {OffsetKind::waiting, 1}}, {3, 1, {OffsetKind::waiting, 2}}, {5, 1, {}}}}));
}

TEST(Ledger, RecoveredOneTellsWhatIsKnownOfEachRecord) {
  Ledger ledger = Ledger::from(recovered());
  EXPECT_EQ(ledger.committed_offset(), 10);
  EXPECT_EQ(ledger.position(), 17);
  EXPECT_EQ(ledger.take(10), (OffsetState{OffsetKind::waiting, 3}));
  EXPECT_EQ(ledger.take(11).kind, OffsetKind::done);
  EXPECT_EQ(ledger.take(12), (OffsetState{OffsetKind::started, 1}));
  EXPECT_EQ(ledger.take(13), (OffsetState{OffsetKind::started, 1}));
  EXPECT_EQ(ledger.take(14), (OffsetState{OffsetKind::pending, 0}));
  EXPECT_EQ(ledger.take(15).kind, OffsetKind::done);
  EXPECT_EQ(ledger.take(16).kind, OffsetKind::done);
  EXPECT_EQ(ledger.take(17), (OffsetState{OffsetKind::pending, 0})) << "beyond the known part";
  EXPECT_EQ(ledger.open().total(), 5u);
  EXPECT_EQ(ledger.vanished(), 0u);
}

TEST(Ledger, RecoveredOneIsUnchangedUntilSomethingHappens) {
  EXPECT_EQ(Ledger::from(recovered()).snapshot(), recovered());
  EXPECT_EQ(Ledger::from({5, 5, {}}).snapshot(), (LedgerSnapshot{5, 5, {}}));
}

TEST(Ledger, OpenOffsetsThatTheLogNoLongerHasAreDoneAndCounted) {
  Ledger ledger = Ledger::from(recovered());
  EXPECT_EQ(ledger.take(13), (OffsetState{OffsetKind::started, 1})) << "the log begins here now";
  EXPECT_EQ(ledger.vanished(), 2u) << "10 and 12";
  EXPECT_EQ(ledger.committed_offset(), 13);
  ledger.skip_to(30);
  EXPECT_EQ(ledger.vanished(), 3u) << "14 was not there either";
  EXPECT_EQ(ledger.committed_offset(), 13) << "13 was read and is open";
  ledger.set_done(13);
  EXPECT_EQ(ledger.committed_offset(), 30);
}

TEST(Ledger, RecordBehindTheKnownPartMakesTheRestOfItVanish) {
  Ledger ledger = Ledger::from(recovered());
  ledger.take(10);
  EXPECT_EQ(ledger.take(25), (OffsetState{OffsetKind::pending, 0}));
  EXPECT_EQ(ledger.vanished(), 3u);
  EXPECT_EQ(ledger.snapshot(), (LedgerSnapshot{10, 26, {{10, 1, {OffsetKind::waiting, 3}}, {25, 1, {}}}}));
}

/// Reads a record and lets it begin its `attempts`th call, if there is room for both.
bool start_next(Ledger& ledger, int attempts = kAttempts) {
  const auto offset = ledger.position();
  if (!ledger.has_room(LedgerLimits{kAttempts})) return false;
  ledger.take(offset);
  if (!ledger.take_room(offset, LedgerLimits{kAttempts})) return false;
  ledger.set_started(offset, attempts);
  return true;
}

TEST(Ledger, AThousandOpenJobsInTheWorstInterleavingFitIntoACommit) {
  Ledger ledger{0};
  for (std::int64_t offset = 0; ledger.open().total() < 1000; ++offset) {
    ASSERT_TRUE(start_next(ledger, offset % 4 == 0 ? kAttempts : kAttempts - 1)) << ledger.open().total() << " open";
    if (offset % 2 == 1) ledger.set_done(offset);
  }
  EXPECT_EQ(ledger.snapshot().runs.size(), 1000u) << "no two of them share a run";
  EXPECT_LE(encode_ledger(ledger.snapshot(), {0xFFFFFFFF, std::uint64_t{1} << 62}).size(), kMaxMetadataSize);
}

TEST(Ledger, RequestsThatNobodyHasTouchedTakeNextToNoRoom) {
  Ledger ledger = with_taken(0, 100'000);
  EXPECT_TRUE(ledger.has_room(LedgerLimits{kAttempts}));
  EXPECT_LT(encode_ledger(ledger.snapshot(), {1, 1}).size(), 100u);
  const auto last = ledger.position();
  ASSERT_TRUE(start_next(ledger)) << "the one behind them calls";
  ledger.set_done(last);
  EXPECT_EQ(ledger.open().total(), 100'000u);
}

TEST(Ledger, EverySecondOneOfSixThousandIsServed) {
  Ledger ledger = with_taken(0, 6'000);
  for (std::int64_t offset = 1; offset < 6'000; offset += 2) {
    ASSERT_TRUE(ledger.take_room(offset, LedgerLimits{kAttempts})) << offset;
    ledger.set_started(offset, 1);
    ledger.set_done(offset);
  }
  EXPECT_EQ(ledger.snapshot().runs.size(), 3'000u);
  EXPECT_LE(encode_ledger(ledger.snapshot(), {0xFFFFFFFF, std::uint64_t{1} << 62}).size(), kMaxMetadataSize);
}

TEST(Ledger, MarkersBetweenUntouchedRequestsCostNoRoom) {
  // Each request in a transaction of its own: every second offset is a marker.
  Ledger ledger{0};
  for (std::int64_t n = 0; n < 20'000; ++n) {
    ASSERT_TRUE(ledger.has_room(LedgerLimits{kAttempts}, 2 * n));
    ledger.take(2 * n);
  }
  ledger.skip_to(40'000);
  EXPECT_EQ(ledger.snapshot(), (LedgerSnapshot{0, 40'000, {{0, 39'999, {}}}}));
  EXPECT_EQ(ledger.open().total(), 20'000u);
  // The next owner finds no records there, and its ledger does not grow by that.
  Ledger next = Ledger::from(ledger.snapshot());
  for (std::int64_t n = 0; n < 20'000; ++n) EXPECT_EQ(next.take(2 * n), OffsetState{});
  EXPECT_EQ(next.open().total(), 20'000u);
  EXPECT_EQ(next.snapshot(), ledger.snapshot());
  EXPECT_EQ(next.shape(kAttempts).untouched_runs, 1);
}

TEST(Ledger, MarkersOfRequestsThatEndedDoNotPileUpBehindAStuckJob) {
  Ledger ledger{0};
  ledger.take(0);
  for (std::int64_t n = 1; n < 600'000; ++n) {
    ASSERT_TRUE(ledger.has_room(LedgerLimits{kAttempts}, 2 * n)) << n;
    ledger.take(2 * n);
    ledger.skip_to(2 * n + 2);
    ASSERT_TRUE(ledger.take_room(2 * n, LedgerLimits{kAttempts}));
    ledger.set_done(2 * n);
  }
  EXPECT_EQ(ledger.snapshot().runs.size(), 1u);
}

TEST(Ledger, WideGapsAndWhatIsDoneAreNeverToldAsOpen) {
  Ledger ledger{0};
  ledger.take(0);
  ledger.take(9);   // eight without a record
  ledger.take(19);  // nine
  ledger.take(20);
  ledger.take(21);
  ledger.set_done(20);
  EXPECT_EQ(ledger.snapshot(), (LedgerSnapshot{0, 22, {{0, 10, {}}, {19, 1, {}}, {21, 1, {}}}}));
  EXPECT_EQ(ledger.shape(kAttempts).untouched_runs, 3);
}

TEST(Ledger, RoomIsForWhoIsOpenAndOnce) {
  Ledger ledger = with_taken(0, 3);
  EXPECT_FALSE(ledger.take_room(3, LedgerLimits{kAttempts}));
  EXPECT_TRUE(ledger.take_room(1, LedgerLimits{kAttempts}));
  EXPECT_EQ(ledger.shape(kAttempts).touched, 1);
  EXPECT_TRUE(ledger.take_room(1, LedgerLimits{kAttempts}));
  EXPECT_EQ(ledger.shape(kAttempts).touched, 1);
  EXPECT_EQ(ledger.snapshot(), (LedgerSnapshot{0, 3, {{0, 3, {}}}})) << "room that is not used is not told";
  ledger.set_pending(1);
  EXPECT_EQ(ledger.shape(kAttempts).touched, 0);
  ledger.set_done(1);
  EXPECT_FALSE(ledger.take_room(1, LedgerLimits{kAttempts}));
  EXPECT_EQ(ledger.shape(kAttempts).untouched_runs, 2);
}

TEST(Ledger, WhoIsToLeaveSomeBehindGetsItsRoomSoonerRefused) {
  Ledger ledger = with_taken(0, 20'000);
  std::int64_t offset = 1;
  while (ledger.take_room(offset, LedgerLimits{kAttempts}, 500)) offset += 2;
  const auto first = offset;
  while (ledger.take_room(offset, LedgerLimits{kAttempts})) offset += 2;
  EXPECT_GE(offset - first, 2 * 500);
  EXPECT_TRUE(ledger.take_room(0, LedgerLimits{kAttempts}, 1'000'000)) << "the oldest always gets it";
}

TEST(Ledger, OneStuckJobDoesNotStopTheIntakeHoweverFarTheOthersGo) {
  Ledger ledger{0};
  ledger.take(0);
  for (std::int64_t offset = 1; offset < 2'000'000; ++offset) {
    ledger.take(offset);
    ledger.set_done(offset);
  }
  EXPECT_TRUE(ledger.has_room(LedgerLimits{kAttempts}));
  EXPECT_LE(encode_ledger(ledger.snapshot(), {1, 1}).size(), 100u);
  ledger.skip_to(std::int64_t{1} << 40);
  EXPECT_TRUE(ledger.has_room(LedgerLimits{kAttempts}));
}

TEST(Ledger, RoomEndsBeforeTheEncodingDoesNotFit) {
  Ledger ledger{0};
  std::int64_t offset = 0;
  for (; start_next(ledger, 1 + static_cast<int>(offset % kAttempts)); ++offset) ASSERT_LT(offset, 100'000) << "it must end somewhere";
  EXPECT_LE(encode_ledger(ledger.snapshot(), {1, 1}).size(), kMaxMetadataSize);
  for (std::int64_t done = 0; done < offset / 2; ++done) ledger.set_done(done);
  EXPECT_TRUE(start_next(ledger)) << "and goes on when jobs end";
}

TEST(Ledger, RecordFarBehindTheOthersIsTakenOnlyWhereItFits) {
  // The span may be unlimited: aborted transactions and deleted records leave gaps of any width, and nobody knows the width before the record is
  // there.
  for (const std::int64_t gap : {4'000, 100'000, 100'000'000}) {
    Ledger ledger{0};
    std::size_t refused = 0;
    for (std::int64_t offset = 0; start_next(ledger, offset % 4 == 0 ? kAttempts : kAttempts - 1); offset += 2) {
      ledger.skip_to(offset + 2);
      Ledger next = ledger;
      if (!next.has_room(LedgerLimits{kAttempts}, offset + gap)) {
        ++refused;
        continue;
      }
      next.take(offset + gap);
      ASSERT_LE(encode_ledger(next.snapshot(), {1, 1}).size(), kMaxMetadataSize) << "gap " << gap << " behind " << ledger.open().total() << " open";
    }
    EXPECT_GT(refused, 0u) << "a gap of " << gap << " must cost room";
  }
}

TEST(Ledger, AnEmptyLedgerHasRoomForARecordAnywhere) { EXPECT_TRUE(Ledger{0}.has_room(LedgerLimits{kAttempts}, std::int64_t{1} << 50)); }

}  // namespace
}  // namespace iw
