// Records that their topic refuses for good: shortened or with a key, left out, or their own partition waits; neighbours go on (contract, section 3).
#include <gmock/gmock.h>

#include "tests/unit/worker/engine/engine_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// A result or dead-letter topic that refuses what the test says.
class EngineRefusal : public EngineFixture {
 protected:
  /// Ends the running cycle: aborted when it holds a record that is refused, else committed. False when none runs.
  bool end_as_refused(const std::function<bool(const OutgoingRecord&)>& refuses, bool for_size = true) {
    if (!transactions.running) return false;
    CycleResult result{std::move(*transactions.running), CycleEnd::aborted, "refused", {}, {}};
    for (std::size_t share = 0; share < result.cycle.shares.size(); ++share)
      for (std::size_t record = 0; record < result.cycle.shares[share].records.size(); ++record)
        if (refuses(result.cycle.shares[share].records[record])) result.refused.push_back({{share, record}, for_size, "as the test says"});
    if (result.refused.empty()) {
      transactions.running = std::move(result.cycle);
      return land();
    }
    transactions.running.reset();
    engine->on_cycle_end(std::move(result));
    return true;
  }
  void run_refusing(const std::function<bool(const OutgoingRecord&)>& refuses, Duration time, bool for_size = true) {
    for (Duration gone{}; gone < time; gone += 50ms) {
      end_as_refused(refuses, for_size);
      tell_committed();
      clock.advance(50ms);
      engine->tick();
    }
  }
  [[nodiscard]] std::vector<OutgoingRecord> letters() const {
    std::vector<OutgoingRecord> found;
    for (const auto& record : transactions.visible)
      if (record.topic == OutgoingTopic::dead_letters) found.push_back(record);
    return found;
  }
};

TEST_F(EngineRefusal, DeadLetterWithoutAKeyGetsOneForACompactedTopic) {
  start();
  const auto offset = send("not a request");
  run_refusing([](const OutgoingRecord& record) { return !record.key; }, 3s, false);
  EXPECT_EQ(events(offset), one("import.failed"));
  ASSERT_EQ(letters().size(), 1u);
  EXPECT_EQ(letters().front().key, "import.requests/0/0");
  EXPECT_EQ(letters().front().value, "not a request");
}

TEST_F(EngineRefusal, DeadLetterThatCannotBeHadIsLeftOutAndCounted) {
  start();
  const auto first = send("not a request");
  const auto second = send(request());
  accept();
  run_refusing([](const OutgoingRecord& record) { return record.topic == OutgoingTopic::dead_letters; }, 5s);
  EXPECT_EQ(events(first), one("import.failed"));
  EXPECT_EQ(events(second), one("import.accepted"));
  EXPECT_TRUE(letters().empty());
  EXPECT_EQ(engine->status().counters.letters_left_out, 1u);
  EXPECT_EQ(committed(), 2);
}

TEST_F(EngineRefusal, HundredLettersOfAKindTakeFewCycles) {
  start();
  for (int n = 0; n < 100; ++n) send("not a request");
  // The broker tells of one at a time.
  int cycles = 0;
  for (int n = 0; n < 50; ++n) {
    bool told = false;
    if (end_as_refused([&](const OutgoingRecord& record) { return !record.key && !std::exchange(told, true); }, false)) ++cycles;
    clock.advance(1s);
    engine->tick();
    tell_committed();
  }
  EXPECT_EQ(committed(), 100);
  EXPECT_EQ(letters().size(), 100u);
  EXPECT_LT(cycles, 6);
  // From here on it is known.
  const auto aborted = engine->status().counters.cycles_aborted;
  send("not a request");
  run_refusing([](const OutgoingRecord& record) { return !record.key; }, 3s, false);
  EXPECT_EQ(letters().size(), 101u);
  EXPECT_EQ(engine->status().counters.cycles_aborted, aborted);
}

TEST_F(EngineRefusal, WhatIsLargerThanOneThatIsTooLargeIsTakenForTooLarge) {
  start();
  for (int n = 0; n < 50; ++n) send(std::string(static_cast<std::size_t>(10'000 + 100 * n), 'x'));
  send("short");
  int cycles = 0;
  for (int n = 0; n < 50; ++n) {
    bool told = false;
    if (end_as_refused([&](const OutgoingRecord& record) { return size_of(record) > 9'000 && !std::exchange(told, true); })) ++cycles;
    clock.advance(1s);
    engine->tick();
    tell_committed();
  }
  EXPECT_EQ(letters().size(), 51u);
  EXPECT_LT(cycles, 6);
  EXPECT_EQ(letters().back().value, "short");
}

TEST_F(EngineRefusal, EveryLetterOfACycleMayBeRefusedAtOnce) {
  start();
  for (int n = 0; n < 20; ++n) send("not a request");
  run_refusing([](const OutgoingRecord& record) { return record.topic == OutgoingTopic::dead_letters; }, 10s);
  EXPECT_EQ(engine->status().counters.letters_left_out, 20u);
  for (std::int64_t offset = 0; offset < 20; ++offset) EXPECT_EQ(events(offset), one("import.failed"));
}

TEST_F(EngineRefusal, EventThatCannotBeHadStopsOnlyItsPartitionAndSaysSo) {
  start({0, 1});
  const auto refused = [](const OutgoingRecord& record) { return record.request_partition == 0; };
  send(request(), 0);
  send(request(), 1);
  accept();
  accept();
  run_refusing(refused, 10s);
  EXPECT_EQ(events(0, 1), one("import.accepted"));
  EXPECT_EQ(committed(0), 0);
  const auto status = engine->status();
  EXPECT_THAT(status.partitions.front().failed, HasSubstr("topic import.results refuses the record for request partition 0, offset 0 in every form"));
  EXPECT_TRUE(status.partitions.back().failed.empty());
  // The neighbour goes on at its usual pace, and the partition reads nothing more.
  const auto aborted = status.counters.cycles_aborted;
  send(request(), 0);
  for (int n = 0; n < 30; ++n) {
    send(request(), 1);
    while (!api.open.empty()) accept();
    run_refusing(refused, 100ms);
  }
  EXPECT_EQ(committed(1), 31);
  EXPECT_EQ(engine->status().counters.cycles_aborted, aborted);
  EXPECT_EQ(engine->status().partitions.front().position, 1);
}

TEST_F(EngineRefusal, StoppedPartitionGoesOnOnceTheTopicTakesItsEvent) {
  start({0, 1});
  send(request(), 0);
  accept();
  run_refusing([](const OutgoingRecord& record) { return record.request_partition == 0; }, 10s);
  send(request(), 0);
  run_for(40s);
  while (!api.open.empty()) accept();
  run_for(1s);
  EXPECT_EQ(events(0), one("import.accepted"));
  EXPECT_EQ(events(1), one("import.accepted"));
  EXPECT_EQ(api.started, 2u) << "nothing is called again";
  EXPECT_TRUE(engine->status().partitions.front().failed.empty());
}

TEST_F(EngineRefusal, ResultsOfAStoppedPartitionKeepNobodyFromCalling) {
  settings.api.max_in_flight = 1;
  start({0, 1});
  const auto refused = [](const OutgoingRecord& record) { return record.request_partition == 0; };
  for (int n = 0; n < 17; ++n) send("not a request", 0);
  run_refusing(refused, 20s);
  send(request(), 1);
  ASSERT_EQ(api.open.size(), 1u) << "the results that wait are more than 16 for each slot";
  accept();
  run_refusing(refused, 1s);
  EXPECT_EQ(committed(1), 1);
}

TEST_F(EngineRefusal, StoppedPartitionHoldsUpNoDrain) {
  start({0, 1});
  send(request(), 0);
  accept();
  run_refusing([](const OutgoingRecord& record) { return record.request_partition == 0; }, 10s);
  engine->on_revoked({0, 1});
  run_for(1s);
  EXPECT_EQ(source.released.size(), 2u);
  EXPECT_EQ(committed(0), 0) << "the next owner meets the same";
}

}  // namespace
}  // namespace iw::testing
