// A worker is told to end in every state that it can be in (P9 of the fault matrix; contract, section 6). After each end a later worker finishes the
// work, and the whole run was right.
#include <atomic>
#include <ostream>
#include <string_view>

#include "tests/kafka/process_fixture.hpp"

namespace iw::testing {
namespace {

constexpr auto kGrace = 3s;

/// With the signal that ends it.
class StopBy : public ProcessFault, public ::testing::WithParamInterface<int> {
 protected:
  StopBy() { settings.shutdown_grace = kGrace; }
  /// The exit status within the grace and what comes after it.
  [[nodiscard]] static int stop(WorkerProcess& worker) { return end_by(GetParam(), worker, kGrace + kAfterGrace); }
  static std::int64_t lost(const History& seen) {
    const auto reasons = seen.by_reason();
    const auto found = reasons.find("answer_lost");
    return found == reasons.end() ? 0 : found->second;
  }
};

INSTANTIATE_TEST_SUITE_P(Signals, StopBy, ::testing::Values(SIGTERM, SIGINT),
                         [](const auto& tested) { return tested.param == SIGTERM ? "Sigterm" : "Sigint"; });

TEST_P(StopBy, BeforeABrokerIsThere) {
  prepare(2);
  send_mixed(20, 2);
  worker_brokers = "127.0.0.1:" + std::to_string(free_port_pair());
  auto& worker = start_worker();
  ASSERT_TRUE(log_says("kafka trouble")) << log_of("worker-0");
  EXPECT_EQ(ask("/livez"), 200);
  EXPECT_EQ(ask("/readyz"), 503);
  EXPECT_EQ(stop(worker), 0) << log_of("worker-0");
  worker_brokers.clear();
  EXPECT_EQ(lost(finish_and_check()), 0);
}

/// A worker that gets no answer to requests of this kind (the Kafka protocol's "API Key"), so that it stays in one state of its start.
struct Stuck {
  const char* state;
  std::int16_t api_key;
};

void PrintTo(const Stuck& stuck, std::ostream* out) { *out << stuck.state; }

class StopWhile : public ProcessFault, public ::testing::WithParamInterface<Stuck> {};

INSTANTIATE_TEST_SUITE_P(EachState, StopWhile,
                         ::testing::Values(Stuck{"CoordinatorsAreLookedFor", 10}, Stuck{"TransactionsAreInitialised", 22},
                                           Stuck{"TheGroupIsJoined", 11}, Stuck{"PartitionsAreHandedOut", 14}, Stuck{"CommittedOffsetsAreRead", 9}),
                         [](const auto& tested) { return tested.param.state; });

TEST_P(StopWhile, EndsInGoodOrder) {
  auto& kafka = ProxiedKafka::shared();
  go_through(kafka);
  settings.shutdown_grace = kGrace;
  prepare(2);
  send_mixed(20, 2);
  std::atomic<int> unanswered{0};
  kafka.proxy.on_request([&unanswered](const KafkaFrame& frame) {
    if (frame.api_key != GetParam().api_key) return RequestFate::pass;
    ++unanswered;
    return RequestFate::lose_answer;
  });
  auto& worker = start_worker();
  ASSERT_TRUE(wait_until([&] { return unanswered >= 1; }, 30s)) << log_of("worker-0");
  EXPECT_EQ(end_by(SIGTERM, worker, kGrace + kAfterGrace), 0) << log_of("worker-0");
  EXPECT_EQ(calls_so_far(), 0);
  kafka.proxy.heal();
  finish_and_check();
}

/// Who of two is told to end while the second one joins.
class StopInARebalance : public ProcessFault, public ::testing::WithParamInterface<const char*> {};

INSTANTIATE_TEST_SUITE_P(Each, StopInARebalance, ::testing::Values("stays", "joins"), [](const auto& tested) { return std::string{tested.param}; });

TEST_P(StopInARebalance, DrainsAndLeavesTheRestToTheOther) {
  auto& kafka = ProxiedKafka::shared();
  go_through(kafka);
  settings.kafka.static_membership = false;
  settings.shutdown_grace = 10s;
  settings.api.max_in_flight = 16;
  prepare(4, R"({"latency_ms":1000})");
  send_mixed(120, 4);
  auto& stays = start_worker("stays");
  ASSERT_TRUE(calls_reach(16));
  std::atomic<bool> joining{false};
  kafka.proxy.on_request([&joining](const KafkaFrame& frame) {
    joining = joining || frame.api_key == 11;
    return RequestFate::pass;
  });
  auto& joins = start_worker("joins");
  ASSERT_TRUE(wait_until([&] { return joining.load(); }, 30s));
  const bool first = std::string_view{GetParam()} == "stays";
  EXPECT_EQ(end_by(SIGTERM, first ? stays : joins, 10s + kAfterGrace), 0) << log_of(GetParam());
  set_faults("{}");
  ASSERT_TRUE(drains(60s)) << log_of(first ? "joins" : "stays");
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("ok"), 120) << "a drain leaves no call without its answer";
}

TEST_P(StopBy, WithCallsUnderWay) {
  settings.api.max_in_flight = 32;
  prepare(2, R"({"latency_ms":1500})");
  send_mixed(200, 2);
  auto& worker = start_worker();
  ASSERT_TRUE(calls_reach(32));
  EXPECT_EQ(stop(worker), 0) << log_of("worker-0");
  set_faults("{}");
  EXPECT_EQ(lost(finish_and_check()), 0) << "their answers were waited for";
}

TEST_P(StopBy, WithJobsInBackoffWhichKeepTheirAttempts) {
  settings.retry.initial = 2s;
  settings.retry.max = 2s;
  prepare(2, R"({"shares":{"-1":1}})");
  send_mixed(40, 2);
  auto& worker = start_worker();
  ASSERT_TRUE(calls_reach(40));
  EXPECT_EQ(stop(worker), 0) << log_of("worker-0");
  set_faults("{}");
  const auto seen = finish_and_check();
  EXPECT_EQ(seen.by_reason().at("ok"), 40);
  for (const auto& event : seen.events()) EXPECT_GE(event.attempts, 2) << event.file_path;
}

TEST_P(StopBy, WhileTheApiHangsForLongerThanTheGrace) {
  settings.api.max_in_flight = 32;
  prepare(2, R"({"latency_ms":20000})");
  send_mixed(60, 2);
  auto& worker = start_worker();
  ASSERT_TRUE(calls_reach(32));
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(stop(worker), 1) << "the grace was over first";
  EXPECT_GE(std::chrono::steady_clock::now() - begun, kGrace);
  EXPECT_THAT(log_of("worker-0"), HasSubstr("the grace is over before the drain"));
  set_faults("{}");
  EXPECT_GT(lost(finish_and_check()), 0) << "INSERTs whose answers nobody has seen";
}

TEST_P(StopBy, WithALedgerCycleUnderWay) {
  prepare(2, R"({"latency_ms":20})");
  settings.api.max_in_flight = 16;
  send_mixed(200, 2);
  auto& worker = start_worker_with("result_cycle_filled:3:stop");
  ASSERT_TRUE(wait_for_standstill(worker, 30s));
  worker.signal(GetParam());
  worker.signal(SIGCONT);
  EXPECT_EQ(end_of(worker, kGrace + kAfterGrace), 0) << log_of("worker-0");
  EXPECT_EQ(lost(finish_and_check()), 0);
}

TEST_P(StopBy, TwiceEndsAtOnce) {
  settings.shutdown_grace = 60s;
  prepare(2, R"({"latency_ms":20000})");
  send_mixed(60, 2);
  auto& worker = start_worker();
  ASSERT_TRUE(calls_reach(60));
  worker.signal(GetParam());
  ASSERT_TRUE(log_says("draining"));
  EXPECT_EQ(end_by(GetParam() == SIGTERM ? SIGINT : SIGTERM, worker, kAfterGrace), 1) << "the other signal counts, too";
  EXPECT_THAT(log_of("worker-0"), HasSubstr("second signal"));
  set_faults("{}");
  finish_and_check();
}

class Stop : public ProcessFault {
 protected:
  Stop() { settings.shutdown_grace = kGrace; }
};

TEST_F(Stop, WithACycleThatHangsTheGraceEndsIt) {
  prepare(2, R"({"latency_ms":20})");
  settings.api.max_in_flight = 16;
  send_mixed(100, 2);
  auto& worker = start_worker_with("result_cycle_filled:2:hang");
  ASSERT_TRUE(calls_reach(40));
  EXPECT_EQ(end_by(SIGTERM, worker, kGrace + kAfterGrace), 1) << log_of("worker-0");
  finish_and_check();
}

TEST_F(Stop, WithItsBrokerOutOfReachAnIdleWorkerEndsInGoodOrder) {
  auto& kafka = ProxiedKafka::shared();
  go_through(kafka);
  prepare(2);
  auto& worker = start_worker();
  ASSERT_TRUE(answers("/readyz", 200, 30s));
  kafka.proxy.refuse(true);
  kafka.proxy.reset_all();
  EXPECT_EQ(end_by(SIGTERM, worker, kGrace + kAfterGrace), 0) << "nothing is open" << log_of("worker-0");
  kafka.proxy.heal();
  send_mixed(20, 2);
  finish_and_check();
}

TEST_F(Stop, WithItsBrokerKilledABusyWorkerEndsWithTheGrace) {
  KafkaServer own;
  use_broker(own.brokers());
  settings.api.max_in_flight = 16;
  prepare(2, R"({"latency_ms":300})");
  send_mixed(100, 2);
  auto& worker = start_worker();
  ASSERT_TRUE(calls_reach(30));
  own.kill();
  ASSERT_TRUE(calls_reach(33));
  EXPECT_EQ(end_by(SIGTERM, worker, kGrace + kAfterGrace), 1) << "what it did could not be told";
  own.start();
  set_faults("{}");
  finish_and_check(90s);
}

}  // namespace
}  // namespace iw::testing
