// Commit cycles and rebalances: aborts, doubtful commits, revokes, losses, damaged ledgers.
#include "tests/unit/worker/engine/engine_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using EngineCommit = EngineFixture;

TEST_F(EngineCommit, AbortedCycleIsMadeAgainWithTheSameResults) {
  start();
  const auto offset = send(request());
  accept();
  end_cycle(CycleEnd::aborted);
  EXPECT_TRUE(events(offset).empty());
  run_for(3s);
  EXPECT_EQ(events(offset), one("import.accepted"));
  EXPECT_EQ(api.started, 1u);
}

TEST_F(EngineCommit, DoubtfulCycleThatLandedIsNotMadeAgain) {
  start();
  const auto offset = send(request());
  accept();
  CycleResult result{transactions.land(), CycleEnd::unknown, "timed out", {}, {}};
  engine->on_cycle_end(std::move(result));
  ASSERT_TRUE(transactions.read_back_asked.has_value());
  engine->on_read_back(transactions.committed_for(*transactions.read_back_asked, source));
  run_for(3s);
  EXPECT_EQ(events(offset), one("import.accepted"));
}

TEST_F(EngineCommit, DoubtfulCycleThatDidNotLandIsMadeAgain) {
  start();
  const auto offset = send(request());
  accept();
  end_cycle(CycleEnd::unknown);
  ASSERT_TRUE(transactions.read_back_asked.has_value());
  engine->on_read_back(transactions.committed_for(*transactions.read_back_asked, source));
  run_for(3s);
  EXPECT_EQ(events(offset), one("import.accepted"));
}

TEST_F(EngineCommit, NoCycleStartsWhileOneIsInDoubt) {
  start();
  send(request());
  send(request());
  accept();
  end_cycle(CycleEnd::unknown);
  accept();
  clock.advance(5s);
  engine->tick();
  EXPECT_FALSE(transactions.running.has_value());
}

TEST_F(EngineCommit, ResultsOfOneBusyMomentShareOneCycle) {
  settings.api.max_in_flight = 100;
  start();
  for (int i = 0; i < 100; ++i) send(request());
  accept();
  for (int i = 0; i < 99; ++i) accept();
  run_for(200ms);
  EXPECT_EQ(committed(), 100);
  EXPECT_LE(engine->status().counters.cycles_committed, 4u);
}

TEST_F(EngineCommit, RevokedPartitionIsReleasedOnlyAfterItsCallsAndItsLastCycle) {
  start();
  const auto offset = send(request());
  engine->on_revoked({0});
  run_for(1s);
  EXPECT_TRUE(source.released.empty());
  accept();
  EXPECT_TRUE(source.released.empty());
  land();
  EXPECT_EQ(source.released, std::vector<std::int32_t>{0});
  EXPECT_EQ(events(offset), one("import.accepted"));
}

TEST_F(EngineCommit, IdlePartitionIsReleasedAtOnce) {
  start();
  run_for(200ms);
  engine->on_revoked({0});
  EXPECT_EQ(source.released.size(), 1u);
}

TEST_F(EngineCommit, NothingStartsOnARevokedPartition) {
  settings.api.max_in_flight = 1;
  start();
  send(request());
  send(request());
  send(request("insert"));
  engine->on_revoked({0});
  accept();
  run_for(3s);
  EXPECT_EQ(api.started, 1u);
  EXPECT_EQ(source.released.size(), 1u);
  EXPECT_EQ(committed(), 1);
}

TEST_F(EngineCommit, IntentOfAJobThatHasNotCalledIsTakenBackByARevoke) {
  settings.api.max_in_flight = 1;
  start();
  send(request("upsert"));
  const auto insert = send(request("insert"));
  land();  // its intent is in the log, but the only slot is taken
  engine->on_revoked({0});
  accept();
  run_for(1s);
  ASSERT_EQ(source.released.size(), 1u);
  crash_and_start();
  run_for(200ms);
  accept();
  run_for(200ms);
  EXPECT_EQ(events(insert), one("import.accepted")) << "the next owner must not take it for a lost answer";
}

TEST_F(EngineCommit, LostPartitionCommitsNothingMore) {
  start();
  const auto offset = send(request());
  accept();
  engine->on_lost({0});
  end_cycle(CycleEnd::aborted);
  run_for(3s);
  EXPECT_TRUE(events(offset).empty());
  EXPECT_FALSE(transactions.running.has_value());
}

TEST_F(EngineCommit, AnswerForALostPartitionIsDropped) {
  start();
  send(request());
  engine->on_lost({0});
  engine->on_assigned(transactions.committed_for({0}, source));
  ASSERT_EQ(api.open.size(), 2u);
  accept();  // the old assignment's call
  EXPECT_EQ(engine->status().counters.dropped_answers, 1u);
  accept();
  run_for(300ms);
  EXPECT_EQ(events(0), one("import.accepted"));
}

TEST_F(EngineCommit, FencedCycleOfADrainingPartitionDoesNotHoldTheRebalanceForEver) {
  start();
  send(request());
  accept();
  engine->on_revoked({0});
  const auto before = committed();
  end_cycle(CycleEnd::fenced_group);
  run_for(3s);
  EXPECT_EQ(source.released.size(), 1u);
  EXPECT_EQ(committed(), before) << "the partition is the next owner's: the broker would take the offset all the same";
  EXPECT_TRUE(events(0).empty());
}

TEST_F(EngineCommit, DamagedLedgerStopsItsPartitionAndNoOther) {
  transactions.committed[0] = {.offset = 0, .metadata = "damaged!"};
  start({0, 1});
  send(request(), 0);
  send(request(), 1);
  run_for(300ms);
  EXPECT_EQ(api.started, 1u);
  const auto status = engine->status();
  EXPECT_FALSE(status.partitions[0].failed.empty());
  EXPECT_TRUE(status.partitions[1].failed.empty());
  EXPECT_EQ(committed(0), 0);
  EXPECT_EQ(transactions.committed[0].metadata, "damaged!") << "it is left for a person to look at";
}

TEST_F(EngineCommit, OffsetThatIsGoneFromTheLogStopsItsPartition) {
  start();
  auto read = transactions.committed_for({1}, source);
  read[0] = {1, 5, "", 10, 20};
  engine->on_assigned(read);
  const auto status = engine->status();
  EXPECT_NE(status.partitions.back().failed.find("gone"), std::string::npos);
}

TEST_F(EngineCommit, TooLargeRecordIsSentShortened) {
  start();
  const auto offset = send(std::string(2'000'000, 'x'));
  ASSERT_TRUE(transactions.running.has_value());
  ASSERT_EQ(transactions.running->shares.front().records.size(), 2u);
  CycleResult result{std::move(*transactions.running), CycleEnd::aborted, "too large", {Refusal{{0, 1}, true, "too large"}}, {}};
  transactions.running.reset();
  engine->on_cycle_end(std::move(result));
  run_for(3s);
  EXPECT_EQ(events(offset), one("import.failed"));
  EXPECT_FALSE(transactions.visible.at(1).value.has_value());
}

TEST_F(EngineCommit, ShutdownDrainsAndThenIsDone) {
  start();
  const auto offset = send(request());
  engine->shut_down();
  EXPECT_FALSE(engine->drained());
  send(request());
  accept();
  run_for(200ms);
  EXPECT_TRUE(engine->drained());
  EXPECT_EQ(events(offset), one("import.accepted"));
  EXPECT_EQ(api.started, 1u);
}

}  // namespace
}  // namespace iw::testing
