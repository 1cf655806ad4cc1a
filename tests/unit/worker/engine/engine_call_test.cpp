// A job's way to its call and back: intents, slots, freshness, retries.
#include "tests/unit/worker/engine/engine_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using EngineCall = EngineFixture;

TEST_F(EngineCall, UpsertCallsAtOnceAndItsEventIsVisibleWithItsOffset) {
  start();
  const auto offset = send(request("upsert"));
  ASSERT_EQ(api.open.size(), 1u);
  EXPECT_EQ(api.open.front().body, R"({"env":"e","collection_name":"c","file_path":"f","file_type":1,"stop_on_error":false,"conflict_mode":2})");
  accept();
  EXPECT_TRUE(events(offset).empty()) << "nothing is visible before the cycle has committed";
  run_for(200ms);
  EXPECT_EQ(events(offset), one("import.accepted"));
  EXPECT_EQ(committed(), 1);
}

TEST_F(EngineCall, InsertCallsOnlyAfterItsIntentHasCommitted) {
  start();
  const auto offset = send(request("insert"));
  ASSERT_TRUE(api.open.empty());
  ASSERT_TRUE(transactions.running.has_value());
  EXPECT_EQ(transactions.running->shares.front().offset, offset) << "the offset does not pass the open job";
  land();
  ASSERT_EQ(api.open.size(), 1u);
  accept();
  run_for(200ms);
  EXPECT_EQ(events(offset), one("import.accepted"));
}

TEST_F(EngineCall, AbortedIntentIsRecordedAgainBeforeTheCall) {
  start();
  send(request("insert"));
  end_cycle(CycleEnd::aborted);
  EXPECT_TRUE(api.open.empty());
  run_for(2s);
  EXPECT_EQ(api.open.size(), 1u);
}

TEST_F(EngineCall, InsertWhoseCallWasUnderWayAtACrashEndsInDoubtAndIsNotCalledAgain) {
  start();
  const auto offset = send(request("insert"));
  land();
  ASSERT_EQ(api.started, 1u);
  crash_and_start();
  run_for(5s);
  EXPECT_EQ(api.started, 1u);
  EXPECT_EQ(events(offset), one("import.in_doubt"));
  EXPECT_EQ(committed(), 1);
}

TEST_F(EngineCall, InsertWhoseIntentHadNotCommittedIsSimplyCalledAfterACrash) {
  start();
  const auto offset = send(request("insert"));
  crash_and_start();
  run_for(100ms);
  ASSERT_EQ(api.started, 1u);
  accept();
  run_for(200ms);
  EXPECT_EQ(events(offset), one("import.accepted"));
}

TEST_F(EngineCall, MachineWithoutRoomBurnsNoAttemptAndIsNotAskedInALoop) {
  settings.retry.attempts = 2;
  start();
  for (int n = 0; n < 4; ++n) send(request());
  while (!api.open.empty()) end_call({.phase = HttpPhase::wanting, .error = "Too many open files"});
  EXPECT_EQ(api.started, 4u) << "none at once";
  for (int second = 0; second < 20; ++second) {
    run_for(1s);
    while (!api.open.empty()) end_call({.phase = HttpPhase::wanting, .error = "Too many open files"});
  }
  EXPECT_LE(api.started, 4u + 21u) << "about one a second";
  run_for(3s);
  for (int n = 0; n < 4; ++n) {
    while (!api.open.empty()) accept();
    run_for(2s);
  }
  for (std::int64_t offset = 0; offset < 4; ++offset) {
    EXPECT_EQ(events(offset), one("import.accepted"));
    EXPECT_NE(value_of_event(offset).find("\"attempts\":1,"), std::string::npos);
  }
  EXPECT_GE(engine->status().counters.calls.at("local"), 4u);
}

TEST_F(EngineCall, LostAnswerOfAnInsertEndsInDoubt) {
  start();
  const auto offset = send(request("insert"));
  land();
  end_call({.phase = HttpPhase::unanswered, .error = "connection reset"});
  run_for(5s);
  EXPECT_EQ(events(offset), one("import.in_doubt"));
  EXPECT_EQ(api.started, 1u);
}

TEST_F(EngineCall, LostAnswerOfAnUpsertIsCalledAgain) {
  start();
  const auto offset = send(request("upsert"));
  end_call({.phase = HttpPhase::unanswered, .error = "connection reset"});
  run_for(3s);
  ASSERT_EQ(api.started, 2u);
  accept();
  run_for(200ms);
  EXPECT_EQ(events(offset), one("import.accepted"));
}

TEST_F(EngineCall, CallThatCouldNotConnectIsRetriedEvenForAnInsert) {
  start();
  send(request("insert"));
  land();
  end_call({.phase = HttpPhase::not_sent, .error = "connection refused"});
  run_for(3s);
  EXPECT_EQ(api.started, 2u);
}

TEST_F(EngineCall, TransientAnswersAreRetriedUntilTheAttemptsAreUsedUp) {
  settings.retry.attempts = 3;
  start();
  const auto offset = send(request("upsert"));
  for (int i = 0; i < 3; ++i) {
    ASSERT_FALSE(api.open.empty()) << i;
    fail_with(-1);
    run_for(10s);
  }
  EXPECT_EQ(api.started, 3u);
  EXPECT_EQ(events(offset), one("import.failed"));
  EXPECT_NE(value_of_event(offset).find(R"("reason":"exhausted")"), std::string::npos);
  EXPECT_NE(value_of_event(offset).find(R"("attempts":3)"), std::string::npos);
}

TEST_F(EngineCall, NoRetryComesBeforeItsBackoff) {
  start();
  send(request("upsert"));
  fail_with(-1000);
  run_for(450ms);
  EXPECT_EQ(api.started, 1u) << "the first backoff is at least half of retry.initial";
  run_for(600ms);
  EXPECT_EQ(api.started, 2u);
}

TEST_F(EngineCall, WaitingJobHoldsNoSlotAndNoNeighbour) {
  settings.api.max_in_flight = 1;
  settings.retry.initial = 30s;
  start();
  const auto first = send(request("upsert"));
  fail_with(-1);
  for (int i = 0; i < 20; ++i) {
    const auto offset = send(request("upsert"));
    ASSERT_EQ(api.open.size(), 1u);
    accept();
    run_for(100ms);
    EXPECT_EQ(events(offset), one("import.accepted"));
  }
  EXPECT_TRUE(events(first).empty());
  EXPECT_EQ(committed(), first);
}

TEST_F(EngineCall, FinishedNeighboursOfAWaitingJobAreNotCalledAgainAfterACrash) {
  settings.retry.initial = 30s;
  settings.retry.max = 30s;
  start();
  send(request("upsert"));
  fail_with(-1);
  for (int i = 0; i < 500; ++i) {
    send(request("upsert"));
    accept();
    if (i % 50 == 0) run_for(100ms);
  }
  run_for(200ms);
  ASSERT_EQ(api.started, 501u);
  crash_and_start();
  run_for(40s);
  EXPECT_EQ(api.started, 502u) << "only the waiting job is called";
  EXPECT_EQ(committed(), 0);
}

TEST_F(EngineCall, AttemptsCarryOverARestart) {
  settings.retry.attempts = 2;
  start();
  const auto offset = send(request("upsert"));
  fail_with(-1);
  run_for(200ms);
  crash_and_start();
  run_for(5s);
  ASSERT_EQ(api.started, 2u);
  fail_with(-1);
  run_for(200ms);
  EXPECT_EQ(events(offset), one("import.failed"));
}

TEST_F(EngineCall, NeverMoreCallsThanSlots) {
  settings.api.max_in_flight = 3;
  start();
  for (int i = 0; i < 50; ++i) send(request(i % 2 == 0 ? "insert" : "upsert"));
  run_for(500ms);
  EXPECT_EQ(api.open.size(), 3u);
  while (!api.open.empty()) {
    accept();
    run_for(100ms);
    EXPECT_LE(api.open.size(), 3u);
  }
  EXPECT_EQ(committed(), 50);
}

TEST_F(EngineCall, PoisonFailsWithoutACallAndTheOffsetMovesOn) {
  start();
  const auto offset = send("not json");
  run_for(200ms);
  EXPECT_EQ(api.started, 0u);
  EXPECT_EQ(events(offset), one("import.failed"));
  EXPECT_EQ(committed(), 1);
  EXPECT_EQ(transactions.visible.size(), 2u) << "the event and the dead letter";
}

TEST_F(EngineCall, MarkersAtTheEndDoNotKeepLag) {
  start();
  send(request("upsert"));
  source.append_marker(0);
  engine->on_records(0);
  accept();
  run_for(300ms);
  EXPECT_EQ(committed(), 2);
}

}  // namespace
}  // namespace iw::testing
