// The worker dies, stands still or hangs at exact moments of a job's life (rows P1 to P8 of the fault matrix), on a real Kafka, and another one goes
// on.
#include <csignal>
#include <ostream>
#include <thread>

#include "tests/support/scenario.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// Where the worker dies, and what of its calls must then be in doubt.
struct Moment {
  const char* row;
  const char* failpoint;  ///< name and pass
  bool leaves_doubt;      ///< a `report` call may have been under way, as far as the ledger can tell
};

void PrintTo(const Moment& moment, std::ostream* out) { *out << moment.row << ", " << moment.failpoint; }

class KilledAt : public Scenario, public ::testing::WithParamInterface<Moment> {
 protected:
  /// With these alone it is certain that the moment meets one whose intent has committed.
  void send_inserts(int count) {
    std::vector<Sent> records;
    for (int n = 0; n < count; ++n) records.push_back({std::nullopt, request("files/" + std::to_string(n), true), {}, n % 4});
    send(records);
  }
};

TEST_P(KilledAt, LosesNothingAndTellsNothingTwice) {
  settings.api.max_in_flight = 32;
  prepare(4, R"({"seed":9,"latency_ms":20,"shares":{"-1":0.1}})");
  if (GetParam().leaves_doubt)
    send_inserts(300);
  else
    send_mixed(600, 4);
  auto& dying = start_worker_with(std::string{GetParam().failpoint} + ":kill");
  ASSERT_TRUE(wait_for_end(dying, 60s)) << "the failpoint was never passed: " << log_of("worker-0");
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(60s)) << log_of("worker-0");
  const auto seen = history();
  expect_right(seen);
  if (GetParam().leaves_doubt) {
    EXPECT_GT(seen.by_reason().count("answer_lost"), 0u) << "a call that was under way must not be made again";
  }
}

INSTANTIATE_TEST_SUITE_P(EachMoment, KilledAt,
                         ::testing::Values(Moment{"P1", "before_intent:1", false}, Moment{"P1", "before_intent:40", false},
                                           Moment{"P2", "intent_cycle_filled:1", false}, Moment{"P2", "intent_cycle_ended:1", true},
                                           Moment{"P3", "intent_recorded:1", true}, Moment{"P3", "intent_recorded:3", true},
                                           Moment{"P6", "answered:1", true}, Moment{"P6", "answered:50", true},
                                           Moment{"P7", "result_cycle_filled:1", true}, Moment{"P7", "result_cycle_filled:4", true},
                                           Moment{"P8", "result_cycle_ended:1", false}, Moment{"P8", "result_cycle_ended:4", false}));

class Failpoint : public Scenario {};

TEST_F(Failpoint, KilledWithTheWholeRequestAtTheApiItEndsTheJobInDoubt) {  // P5
  settings.api.max_in_flight = 8;
  prepare(1, R"({"latency_ms":5000})");
  std::vector<Sent> inserts;
  for (int n = 0; n < 8; ++n) inserts.push_back({std::nullopt, request("files/" + std::to_string(n), true), {}, 0});
  send(inserts);
  auto& worker = start_worker();
  ASSERT_TRUE(wait_until([&] { return calls_so_far() == 8; }, 30s));
  worker.kill();
  set_faults("{}");
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(30s));
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("answer_lost"), 8);
  EXPECT_EQ(seen.calls.size(), 8u) << "none is repeated";
}

/// The worker stands still at this point for longer than its session; another one takes over and finishes; then it wakes up.
class StoppedAt : public Scenario, public ::testing::WithParamInterface<const char*> {};

TEST_P(StoppedAt, MakesNoLateCallAndTellsNothingTwice) {  // B5, at the moments that hurt most
  settings.kafka.static_membership = false;
  settings.kafka.session_timeout = 6s;
  settings.kafka.transaction_timeout = 3s;
  settings.api.max_in_flight = 32;
  prepare(4, R"({"latency_ms":20})");
  send_mixed(800, 4);
  auto& frozen = start_worker_with(std::string{GetParam()} + ":stop");
  ASSERT_TRUE(wait_for_standstill(frozen, 60s)) << "the failpoint was never passed: " << log_of("worker-0");
  start_worker("worker-1");
  ASSERT_TRUE(wait_for_lag_zero(60s)) << "the other one takes over when the session is over";
  frozen.signal(SIGCONT);
  // It must do its worst now: join again, and be given work beside the other one.
  send_mixed(200, 4, "more/");
  ASSERT_TRUE(wait_for_lag_zero(60s));
  EXPECT_EQ(frozen.stop(), 0) << log_of("worker-0");
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.events().size(), 1'000u);
}

INSTANTIATE_TEST_SUITE_P(EachMoment, StoppedAt,
                         ::testing::Values("intent_recorded:1", "before_intent:30", "answered:20", "result_cycle_filled:2", "intent_cycle_filled:1",
                                           "result_cycle_ended:2"));

TEST_F(Failpoint, HangingTransactionIsGivenUpAndNothingIsToldTwice) {
  settings.kafka.session_timeout = 10s;
  settings.kafka.transaction_timeout = 1s;
  settings.api.max_in_flight = 32;
  prepare(4, R"({"latency_ms":20})");
  send_mixed(400, 4);
  auto& worker = start_worker_with("result_cycle_filled:2:hang");
  ASSERT_TRUE(wait_for_lag_zero(120s)) << log_of("worker-0");
  expect_right(history());
  EXPECT_THAT(log_of("worker-0"), HasSubstr("a transactional call hangs past its timeouts"));
  EXPECT_EQ(worker.stop(), 0) << "the same process went on, and ends in good order";
}

TEST_F(Failpoint, HangAfterTheCommitIsFoundOutByTheLedger) {
  settings.kafka.session_timeout = 10s;
  settings.kafka.transaction_timeout = 1s;
  settings.api.max_in_flight = 32;
  prepare(4, R"({"latency_ms":20})");
  send_mixed(400, 4);
  start_worker_with("result_cycle_ended:2:hang");
  ASSERT_TRUE(wait_for_lag_zero(120s)) << log_of("worker-0");
  expect_right(history());
  EXPECT_THAT(log_of("worker-0"), HasSubstr("\"landed\":true")) << "the hanging cycle had committed: it must not be made again";
}

}  // namespace
}  // namespace iw::testing
