// Permissions to call: how long they last, what takes them away, and what a new owner may conclude from those of the one before (guarantee.md,
// freshness).
#include <gmock/gmock.h>

#include "tests/unit/worker/engine/engine_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

class EngineFreshness : public EngineFixture {
 protected:
  Duration permission() const { return freshness(settings.kafka); }
};

TEST_F(EngineFreshness, LastsHalfASessionAndNoLongerThanATransaction) {
  EXPECT_EQ(freshness({.session_timeout = 30s, .transaction_timeout = 20s}), 15s);
  EXPECT_EQ(freshness({.session_timeout = 30s, .transaction_timeout = 10s}), 10s);
}

TEST_F(EngineFreshness, PermissionToCallEndsSoonAfterItsIntent) {
  start();
  send(request("insert"));
  const auto recorded_from = clock.now().mono;
  land();
  ASSERT_EQ(api.open.size(), 1u);
  EXPECT_LE(api.open.front().not_after, recorded_from + permission());
}

TEST_F(EngineFreshness, StaleInsertRecordsItsIntentAnewBeforeItCalls) {
  start();
  send(request("insert"));
  land();
  end_call({.phase = HttpPhase::stale});
  ASSERT_TRUE(api.open.empty());
  run_for(200ms);
  ASSERT_EQ(api.open.size(), 1u);
  EXPECT_GT(api.open.front().not_after, clock.now().mono);
}

TEST_F(EngineFreshness, AfterAFreezeNoUpsertCallsBeforeACycleHasCommitted) {
  start();
  run_for(100ms);
  clock.advance(permission() + 1s);  // without a tick
  engine->tick();
  send(request("upsert"));
  EXPECT_TRUE(api.open.empty());
  ASSERT_TRUE(transactions.running.has_value());
  land();
  EXPECT_EQ(api.open.size(), 1u);
}

TEST_F(EngineFreshness, StaleUpsertIsCalledAgain) {
  start();
  send(request("upsert"));
  end_call({.phase = HttpPhase::stale});
  EXPECT_EQ(api.open.size(), 1u) << "connecting took long, or its own deadline was near: the others keep their permissions";
}

TEST_F(EngineFreshness, StaleUpsertThatIsHeardOfBeforeTheTickWaitsForAValidatedCycle) {
  start();
  run_for(100ms);
  send(request("upsert"));
  clock.advance(permission() + 1s);  // the standstill is over, and the answer comes first
  end_call({.phase = HttpPhase::stale});
  EXPECT_THAT(api.open, IsEmpty());
  run_for(200ms);
  EXPECT_EQ(api.open.size(), 1u);
}

TEST_F(EngineFreshness, FencedWorkerRecordsItsIntentsAnewBeforeItCalls) {
  settings.api.max_in_flight = 1;
  start();
  send(request("insert"));
  send(request("insert"));
  land();
  ASSERT_EQ(api.open.size(), 1u) << "the other one has its intent and no slot";
  engine->on_fenced();
  accept();
  EXPECT_THAT(api.open, IsEmpty()) << "its intent is from before the fence";
  run_for(200ms);
  EXPECT_EQ(api.open.size(), 1u);
}

TEST_F(EngineFreshness, FencedWorkerCallsNoUpsertBeforeACycleHasCommitted) {
  start();
  run_for(100ms);
  engine->on_fenced();
  send(request("upsert"));
  EXPECT_THAT(api.open, IsEmpty());
  ASSERT_TRUE(land());
  EXPECT_EQ(api.open.size(), 1u);
}

TEST_F(EngineFreshness, CycleFromBeforeTheFenceShowsNothing) {
  start();
  send(request("insert"));  // its intent's cycle is under way
  ASSERT_TRUE(transactions.running.has_value());
  clock.advance(1ms);
  engine->on_fenced();
  send(request("upsert"));
  ASSERT_TRUE(land());
  EXPECT_THAT(api.open, IsEmpty());
  run_for(200ms);
  EXPECT_EQ(api.open.size(), 2u);
}

TEST_F(EngineFreshness, CallsThatHaveNotBegunAreWithdrawnByAFenceALossAndAFreeze) {
  start({0, 1});
  run_for(100ms);
  auto before = api.withdrawals;
  engine->on_fenced();
  EXPECT_GT(api.withdrawals, before);
  before = api.withdrawals;
  engine->on_lost({0});
  EXPECT_GT(api.withdrawals, before);
  before = api.withdrawals;
  clock.advance(20s);
  engine->tick();
  EXPECT_GT(api.withdrawals, before);
}

TEST_F(EngineFreshness, WithdrawnCallTakesNoOthersPermission) {
  start();
  run_for(100ms);
  send(request("upsert"));
  engine->on_fenced();
  run_for(200ms);
  const auto before = api.withdrawals;
  end_call({.phase = HttpPhase::stale});
  EXPECT_EQ(api.withdrawals, before);
  EXPECT_EQ(api.open.size(), 1u);
}

TEST_F(EngineFreshness, StaticMembersJobsInDoubtAreToldOnceTheirFormerOwnerCannotCallAnyMore) {
  settings.kafka.static_membership = true;
  start();
  const auto offset = send(request("insert"));
  land();
  ASSERT_EQ(api.open.size(), 1u);
  crash_and_start();
  run_for(permission() - 200ms);
  EXPECT_THAT(events(offset), IsEmpty());
  run_for(400ms);
  EXPECT_EQ(events(offset), one("import.in_doubt"));
  EXPECT_EQ(api.started, 1u);
}

TEST_F(EngineFreshness, WithoutStaticMembershipASessionHasPassedAndTheyAreToldAtOnce) {
  start();
  const auto offset = send(request("insert"));
  land();
  crash_and_start();
  run_for(200ms);
  EXPECT_EQ(events(offset), one("import.in_doubt"));
}

TEST_F(EngineFreshness, JobInDoubtHoldsNoNeighbourAndSaysWhatItWaitsFor) {
  settings.kafka.static_membership = true;
  start();
  send(request("insert"));
  land();
  crash_and_start();
  const auto neighbour = send(request("insert"));
  run_for(200ms);
  ASSERT_EQ(api.open.size(), 1u);
  accept();
  run_for(200ms);
  EXPECT_EQ(events(neighbour), one("import.accepted"));
  const auto status = engine->status();
  ASSERT_TRUE(status.partitions.front().oldest.has_value());
  EXPECT_EQ(status.partitions.front().oldest->waits_for, "intent");
  EXPECT_TRUE(status.partitions.front().oldest->until.has_value());
}

TEST_F(EngineFreshness, JobInDoubtStaysInDoubtForTheNextOwner) {
  settings.kafka.static_membership = true;
  start();
  const auto offset = send(request("insert"));
  land();
  crash_and_start();
  run_for(200ms);
  engine->on_revoked({0});
  run_for(200ms);
  ASSERT_EQ(source.released, std::vector<std::int32_t>{0}) << "nothing to wait for";
  crash_and_start();
  run_for(permission() + 200ms);
  EXPECT_EQ(events(offset), one("import.in_doubt"));
  EXPECT_EQ(api.started, 1u);
}

TEST_F(EngineFreshness, JobInDoubtHoldsTheNextOfItsKey) {
  settings.kafka.static_membership = true;
  settings.order_by = OrderBy::key;
  start();
  const auto first = send(request("insert"), 0, "k");
  const auto second = send(request("insert"), 0, "k");
  land();
  crash_and_start();
  run_for(permission() - 200ms);
  EXPECT_EQ(api.started, 1u);
  run_for(1s);
  EXPECT_EQ(events(first), one("import.in_doubt"));
  ASSERT_EQ(api.open.size(), 1u);
  accept();
  run_for(200ms);
  EXPECT_EQ(events(second), one("import.accepted"));
}

TEST_F(EngineFreshness, JobsInDoubtOfOneKeyAreAllToldAndNoneIsCalledWhenOrderWasSwitchedOnSince) {
  settings.kafka.static_membership = true;
  start();
  const auto first = send(request("insert"), 0, "k");
  const auto second = send(request("insert"), 0, "k");
  run_for(200ms);
  ASSERT_EQ(api.open.size(), 2u);
  settings.order_by = OrderBy::key;
  crash_and_start();
  run_for(permission() + 500ms);
  EXPECT_EQ(events(first), one("import.in_doubt"));
  EXPECT_EQ(events(second), one("import.in_doubt"));
  EXPECT_EQ(api.started, 2u);
}

TEST_F(EngineFreshness, RebalancesThatLeaveAPartitionHereStartNoNewWait) {
  settings.kafka.static_membership = true;
  start();
  const auto offset = send(request("insert"));
  land();
  crash_and_start();
  for (Duration gone{}; gone < permission() + 1s; gone += 1s) {
    run_for(1s);
    engine->on_revoked({0});
    run_for(50ms);
    engine->on_assigned(transactions.committed_for({0}, source));
  }
  run_for(100ms);
  EXPECT_EQ(events(offset), one("import.in_doubt"));
}

TEST_F(EngineFreshness, AnotherOwnerInBetweenStartsTheWaitAnew) {
  settings.kafka.static_membership = true;
  start();
  const auto offset = send(request("insert"));
  land();
  crash_and_start();
  run_for(permission() - 1s);
  engine->on_revoked({0});
  run_for(50ms);
  {
    Engine other{settings, ErrorTable::shipped(), Ports{source, api, transactions, tokens}, clock, 99};
    other.tick();
    other.on_assigned(transactions.committed_for({0}, source));
    send(request("upsert"));
    other.on_records(0);
    ASSERT_EQ(api.open.size(), 1u);
    other.on_call_end(api.open.front().id, {.phase = HttpPhase::answered, .status = 200, .body = R"({"errcode":0,"job_id":1})"});
    api.open.pop_front();
    clock.advance(100ms);
    other.tick();
    ASSERT_TRUE(transactions.running.has_value());
    (void)transactions.land();  // and it dies
  }
  engine->on_assigned(transactions.committed_for({0}, source));
  run_for(permission() - 200ms);
  EXPECT_THAT(events(offset), IsEmpty()) << "that one may have recorded intents of its own a moment ago";
  run_for(400ms);
  EXPECT_EQ(events(offset), one("import.in_doubt"));
}

TEST_F(EngineFreshness, JobInDoubtWhoseAccountIsGoneIsStillInDoubt) {
  settings.accounts.push_back({.name = "gone"});
  start();
  const auto offset = send(request("insert", R"(,"account":"gone")"));
  land();
  ASSERT_EQ(api.open.size(), 1u);
  settings.accounts.pop_back();
  crash_and_start();
  run_for(200ms);
  EXPECT_EQ(events(offset), one("import.in_doubt")) << "invalid_request would say that no call was made";
}

}  // namespace
}  // namespace iw::testing
