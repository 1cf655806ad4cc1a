// A request topic that was deleted and made anew: what was known of the old log never applies to the new one (guarantee.md, B11).
#include "tests/unit/worker/engine/engine_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;

/// Logs that are replaced, with what the group had committed for them.
class EngineNewLog : public EngineFixture {
 protected:
  /// As Kafka does it: the offsets go with the topic. The worker still reads at its old position.
  void replace_log(std::int32_t partition = 0) {
    auto& log = source.logs[partition];
    log.records.clear();
    log.end = 0;
    log.end_told = false;
    transactions.committed.erase(partition);
  }
  void take_up(const std::vector<PartitionId>& partitions = {0}) {
    engine->on_assigned(transactions.committed_for(partitions, source));
    land();
  }
};

TEST_F(EngineNewLog, StartIsCommittedBeforeAnythingWasRead) {
  start();
  EXPECT_EQ(committed(), 0);
}

TEST_F(EngineNewLog, CycleNamesAllThatTheGroupHasCommittedBefore) {
  source.logs[0];
  engine = std::make_unique<Engine>(settings, ErrorTable::shipped(), Ports{source, api, transactions, tokens}, clock, seed++);
  engine->on_assigned(transactions.committed_for({0}, source));
  ASSERT_TRUE(transactions.running.has_value());
  EXPECT_TRUE(transactions.running->standing.empty());
  land();
  send(request());
  accept();
  ASSERT_TRUE(transactions.running.has_value());
  EXPECT_EQ(transactions.running->standing, std::vector<PartitionId>{0});
}

TEST_F(EngineNewLog, CycleThatFindsTheOffsetsGoneDropsEverythingAndReadsFromTheNewStart) {
  start();
  for (int i = 0; i < 5; ++i) {
    send(request());
    accept();
  }
  run_for(1s);
  ASSERT_EQ(committed(), 5);
  replace_log();
  for (int i = 0; i < 8; ++i) send(request());
  ASSERT_EQ(api.open.size(), 3u) << "5, 6 and 7 are taken for the next ones";
  accept();
  ASSERT_TRUE(transactions.running.has_value());
  end_cycle(CycleEnd::forgotten);
  EXPECT_EQ(source.taken_up_again, 1);
  EXPECT_TRUE(engine->status().partitions.empty());
  transactions.visible.clear();
  take_up();
  while (!api.open.empty()) accept();
  run_for(1s);
  while (!api.open.empty()) accept();
  run_for(1s);
  for (std::int64_t offset = 0; offset < 8; ++offset) EXPECT_EQ(events(offset), one("import.accepted")) << offset;
  EXPECT_EQ(committed(), 8);
}

TEST_F(EngineNewLog, CommitOfOursThatOutlivedItsTopicIsNotGoneOnFrom) {
  start({0, 1});
  for (int i = 0; i < 5; ++i) {
    send(request(), 0);
    send(request(), 1);
    accept();
    accept();
  }
  run_for(1s);
  const Share leftover = transactions.committed.at(1);
  ASSERT_EQ(leftover.offset, 5);
  replace_log(0);
  replace_log(1);
  transactions.committed[1] = leftover;  // it was on its way while the topic was deleted
  for (int i = 0; i < 8; ++i) source.append(1, request());
  engine->on_log_replaced();
  transactions.visible.clear();
  take_up({0, 1});
  EXPECT_EQ(api.open.size(), 8u) << "from the start of the new log";
  while (!api.open.empty()) accept();
  run_for(1s);
  for (std::int64_t offset = 0; offset < 8; ++offset) EXPECT_EQ(events(offset, 1), one("import.accepted")) << offset;
  // What is committed for the new log is gone on from as ever.
  engine->on_lost({1});
  take_up({1});
  EXPECT_TRUE(api.open.empty());
  EXPECT_EQ(engine->status().partitions.back().position, 8);
}

TEST_F(EngineNewLog, AnswerOfTheOldLogEndsNoJobOfTheNewOne) {
  start();
  send(request());
  ASSERT_EQ(api.open.size(), 1u);
  replace_log();
  engine->on_log_replaced();
  EXPECT_EQ(source.taken_up_again, 1);
  take_up();
  const auto calls_before = api.open.size();
  accept();
  EXPECT_EQ(engine->status().counters.dropped_answers, 1u);
  EXPECT_EQ(api.open.size(), calls_before - 1);
  run_for(1s);
  EXPECT_TRUE(events(0).empty());
}

TEST_F(EngineNewLog, IdleWorkerLooksNowAndThenAndNotices) {
  start();
  run_for(100ms);
  clock.advance(6s);
  engine->tick();
  ASSERT_TRUE(transactions.read_back_asked.has_value());
  tell_committed();
  EXPECT_EQ(source.taken_up_again, 0) << "all is well";
  replace_log();
  clock.advance(6s);
  engine->tick();
  tell_committed();
  EXPECT_EQ(source.taken_up_again, 1);
}

TEST_F(EngineNewLog, LookKeepsNoResultWaiting) {
  start();
  run_for(100ms);
  clock.advance(6s);
  engine->tick();
  ASSERT_TRUE(transactions.read_back_asked.has_value());
  const auto offset = send(request());
  accept();
  EXPECT_FALSE(transactions.running.has_value()) << "one thing at a time";
  tell_committed();
  run_for(1s);
  EXPECT_EQ(events(offset), one("import.accepted"));
}

TEST_F(EngineNewLog, PartitionThatIsBeingDrainedIsDroppedWithTheRest) {
  start({0, 1});
  send(request());
  engine->on_revoked({0});
  replace_log();
  accept();
  end_cycle(CycleEnd::forgotten);
  EXPECT_TRUE(source.released.empty()) << "the source gives it up by itself";
  EXPECT_EQ(source.taken_up_again, 1);
  EXPECT_TRUE(engine->status().partitions.empty());
}

TEST_F(EngineNewLog, BrokerThatKeepsNoOffsetsIsNotAskedForThem) {
  settings.kafka.keeps_offsets = false;
  start();
  send(request());
  accept();
  run_for(1s);
  clock.advance(6s);
  engine->tick();
  EXPECT_FALSE(transactions.read_back_asked.has_value());
}

TEST_F(EngineNewLog, WithoutOffsetStopLeavesWhatLiesThereToAPerson) {
  settings.kafka.without_offset = WithoutOffset::stop;
  source.append(0, request());
  start();
  run_for(1s);
  EXPECT_EQ(api.started, 0u);
  EXPECT_EQ(committed(), -1);
  EXPECT_NE(engine->status().partitions.front().failed.find("kafka.without_offset is stop"), std::string::npos);
}

TEST_F(EngineNewLog, WithoutOffsetStopStartsOnAnEmptyLog) {
  settings.kafka.without_offset = WithoutOffset::stop;
  start();
  const auto offset = send(request());
  accept();
  run_for(1s);
  EXPECT_EQ(events(offset), one("import.accepted"));
}

}  // namespace
}  // namespace iw::testing
