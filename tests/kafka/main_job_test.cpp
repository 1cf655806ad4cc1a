// The main job on a real Kafka: many requests, bad answers, poison, and what is true afterwards.
#include <random>

#include "tests/support/scenario.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;

class MainJob : public Scenario {
 protected:
  /// A mix of INSERT and UPSERT over all partitions; one in a hundred is poison.
  static std::vector<Sent> mixed_requests(int count, int partitions) {
    std::vector<Sent> records;
    for (int n = 0; n < count; ++n) {
      const bool poison = n % 100 == 99;
      records.push_back({"key-" + std::to_string(n),
                         poison ? "poison " + std::to_string(n) : request("files/" + std::to_string(n), n % 2 == 0),
                         {},
                         n % partitions});
    }
    return records;
  }
};

TEST_F(MainJob, TwentyThousandRequestsHaveExactlyOneEventEach) {
  settings.api.max_in_flight = 256;
  prepare(8, R"({"seed":3,"latency_ms":20,"shares":{"-1":0.10,"-1000":0.05,"-502005":0.02}})");
  send(mixed_requests(20'000, 8), true);
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(240s)) << "lag must reach 0 though each partition ends with a transaction marker";
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.results.size(), 20'000u);
  const auto reasons = seen.by_reason();
  EXPECT_EQ(reasons.at("invalid_request"), 200);
  EXPECT_NEAR(reasons.at("rejected"), 400, 120);
  EXPECT_GT(reasons.at("ok"), 19'000);
}

TEST_F(MainJob, KilledAtRandomMomentsItLosesNothingAndTellsNothingTwice) {
  settings.api.max_in_flight = 128;
  prepare(8, R"({"seed":5,"latency_ms":100,"shares":{"-1":0.10,"-1000":0.05}})");
  send(mixed_requests(6'000, 8), true);
  std::mt19937 random{20261123};
  for (int kills = 0; kills < 5; ++kills) {
    auto& worker = start_worker();
    const auto before = calls_so_far();
    const auto calls = std::uniform_int_distribution<std::int64_t>{50, 900}(random);
    ASSERT_TRUE(wait_until([&] { return calls_so_far() >= before + calls; }, 60s)) << "no progress after kill " << kills;
    worker.kill();
  }
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(180s));
  const auto seen = history();
  expect_right(seen);
  EXPECT_GT(seen.by_reason().at("answer_lost"), 0) << "five kills without a call under way: the test shows nothing";
}

TEST_F(MainJob, DoneJobsBehindAWaitingOneAreNotCalledAgainAfterAKill) {
  settings.retry.initial = 40s;  // the one retry waits 20 to 40 s
  settings.retry.max = 40s;
  prepare(1, R"({"latency_ms":5,"rules":[{"path":"first","errcode":-1,"times":1}]})");
  std::vector<Sent> records{{std::nullopt, request("first", false), {}, 0}};
  for (int n = 0; n < 10'000; ++n) records.push_back({std::nullopt, request("files/" + std::to_string(n), n % 2 == 0), {}, 0});
  send(records);
  auto& worker = start_worker();
  ASSERT_TRUE(wait_until([&] { return read_all(settings.kafka.brokers, settings.kafka.topics.results).size() == 10'000; }, 60s))
      << "neighbours must not wait for the first job's retry";
  EXPECT_EQ(group_state(settings.kafka.brokers, settings.kafka.group, settings.kafka.topics.requests).committed.at(0), 0);
  worker.kill();
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(90s));
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.calls.size(), 10'002u) << "one call each, and two for the first";
}

TEST_F(MainJob, RestartedUnderItsNameItDoesNotWaitForTheDeadOnesSession) {
  settings.kafka.session_timeout = 120s;  // far beyond the wait below: only static membership can be that fast
  prepare(8, R"({"latency_ms":20})");
  send(mixed_requests(4'000, 8), true);
  auto& worker = start_worker();
  ASSERT_TRUE(wait_until([&] { return calls_so_far() >= 500; }, 30s));
  worker.kill();
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(60s)) << log_of("worker-0");
  expect_right(history());
}

}  // namespace
}  // namespace iw::testing
