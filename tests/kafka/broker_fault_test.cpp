// Brokers that go away: all of them for a while (B10), one of three, coordinators (B1, B2). Each ends with the checker.
#include <algorithm>
#include <future>

#include "tests/kafka/fault_fixture.hpp"
#include "tests/support/kafka_admin.hpp"
#include "tests/support/kafka_cluster.hpp"
#include "tests/support/process_size.hpp"
#include "worker/kafka/kafka_committed.hpp"
#include "worker/kafka/kafka_options.hpp"

namespace iw::testing {
namespace {

class BrokerFault : public KafkaFault {};

TEST_F(BrokerFault, AllBrokersAwayLeaveItAliveNotReadyAndGoingOnByItself) {
  KafkaServer own;
  use_broker(own.brokers());
  settings.kafka.session_timeout = 10s;
  settings.kafka.transaction_timeout = 5s;
  settings.api.max_in_flight = 32;
  prepare(4, R"({"latency_ms":50})");
  send_mixed(2'000, 4);
  auto& worker = start_worker();
  ASSERT_TRUE(calls_reach(500));
  ASSERT_TRUE(answers("/readyz", 200, 10s));
  own.kill();
  EXPECT_TRUE(answers("/readyz", 503, 30s)) << "without Kafka it cannot do its work";
  const auto away_until = std::chrono::steady_clock::now() + 40s;
  int checks = 0;
  while (std::chrono::steady_clock::now() < away_until) {
    ASSERT_EQ(ask("/livez"), 200) << "no broker is no reason to be killed";
    ASSERT_EQ(ask("/readyz"), 503);
    ASSERT_LT(size_of(worker.pid()).resident_mib, 300);
    ++checks;
    std::this_thread::sleep_for(1s);  // nothing happens meanwhile: that is what is looked at
  }
  EXPECT_GT(checks, 10);
  EXPECT_EQ(count_in_log("import-worker starts"), 1) << "the same process all along";
  EXPECT_LT(count_in_log("\n"), 1'000) << "an outage is no reason to flood the log";
  own.start();
  EXPECT_TRUE(answers("/readyz", 200, 60s)) << log_of("worker-0");
  ASSERT_TRUE(drains(120s));
  expect_right(history());
}

TEST_F(BrokerFault, IdleWorkerNoticesThatAllBrokersAreAway) {
  KafkaServer own;
  use_broker(own.brokers());
  settings.kafka.session_timeout = 10s;
  settings.kafka.transaction_timeout = 5s;
  prepare(2);
  send_mixed(10, 2);
  start_worker();
  ASSERT_TRUE(drains(30s));
  ASSERT_TRUE(answers("/readyz", 200, 10s));
  own.kill();
  EXPECT_TRUE(answers("/readyz", 503, 30s)) << log_of("worker-0");
  EXPECT_EQ(ask("/livez"), 200);
  own.start();
  EXPECT_TRUE(answers("/readyz", 200, 60s)) << log_of("worker-0");
  send_mixed(10, 2, "later/");
  ASSERT_TRUE(drains(60s));
  expect_right(history());
}

/// One cluster for all tests here: three brokers take a while to start.
class ClusterFault : public KafkaFault {
 protected:
  static void SetUpTestSuite() { cluster = std::make_unique<KafkaCluster>(); }
  static void TearDownTestSuite() { cluster.reset(); }
  void prepare_copies(int partitions, const std::string& faults) {
    use_broker(cluster->brokers());
    const auto& topics = settings.kafka.topics;
    for (const auto& topic : {topics.requests, topics.results, topics.dead_letters}) create_topic(cluster->brokers(), topic, partitions, 3);
    prepare(partitions, faults);
  }
  /// This many more requests are done: proof of progress that no call alone gives.
  [[nodiscard]] bool done_grow_by(std::int64_t count, std::chrono::seconds patience) const {
    std::optional<std::int64_t> before;
    return wait_until(
        [&] {
          const auto open = open_requests();
          if (!before) before = open;
          return open && before && *open <= *before - count;
        },
        patience);
  }
  [[nodiscard]] static bool all_readable(const Result<std::vector<CommittedOffset>>& read) {
    return read && std::all_of(read->begin(), read->end(), [](const auto& each) { return each.unreadable.empty() && each.high_watermark >= 10; });
  }

  static std::unique_ptr<KafkaCluster> cluster;

 private:
  /// Nothing while the cluster cannot say.
  [[nodiscard]] std::optional<std::int64_t> open_requests() const {
    try {
      return group_state(settings.kafka.brokers, settings.kafka.group, settings.kafka.topics.requests).lag;
    } catch (const std::runtime_error&) {
      return std::nullopt;
    }
  }
};
std::unique_ptr<KafkaCluster> ClusterFault::cluster;

TEST_F(ClusterFault, GoesOnWithOneOfThreeBrokersLost) {
  settings.api.max_in_flight = 32;
  prepare_copies(6, R"({"latency_ms":100})");
  send_mixed(3'000, 6);
  start_worker();
  ASSERT_TRUE(calls_reach(300));
  const int lost = cluster->leader_of(settings.kafka.topics.results, 0);
  ASSERT_GE(lost, 0);
  cluster->kill(lost);
  EXPECT_TRUE(drains(120s)) << "with two of three everything goes on";
  cluster->start(lost);
  ASSERT_TRUE(drains(60s));
  expect_right(history());
}

TEST_F(ClusterFault, LogBoundsAreReadInBoundedTimeThoughTheirLeaderIsLost) {
  prepare_copies(6, "{}");
  send_mixed(60, 6);
  ASSERT_EQ(group_state(settings.kafka.brokers, settings.kafka.group, settings.kafka.topics.requests).lag, 66) << "markers included";
  const int group_at = cluster->leader_of("__consumer_offsets", coordinator_partition(settings.kafka.group, 8));
  const int lost = (group_at + 1) % KafkaCluster::kNodes;
  cluster->kill(lost);
  // For some seconds the cluster names a dead leader to everybody who asks.
  const auto consumer_of_its_own = [&] { return kafka::make_client(RD_KAFKA_CONSUMER, consumer_options(settings.kafka), {}).value(); };
  const auto read_with = [&](const kafka::Client& consumer) {
    return read_committed(consumer, settings.kafka, {0, 1, 2, 3, 4, 5}, 20s, LogBounds::read);
  };
  std::vector<std::future<bool>> readers;
  for (int n = 0; n < 12; ++n) {
    readers.push_back(std::async(std::launch::async, [&] {
      const auto consumer = consumer_of_its_own();
      (void)read_with(*consumer);  // may well say that it cannot: but it must say so
      return wait_until([&] { return all_readable(read_with(*consumer)); }, 60s);
    }));
    std::this_thread::sleep_for(500ms);
  }
  for (auto& reader : readers) {
    const bool answered = reader.wait_for(90s) == std::future_status::ready;
    EXPECT_TRUE(answered) << "a worker that hangs here never reads the partitions that it was given";
    EXPECT_TRUE(!answered || reader.get()) << "new leaders are not found";
    if (!answered) break;
  }
  cluster->start(lost);  // what hangs ends now
}

TEST_F(ClusterFault, CoordinatorsThatMoveAreFollowed) {
  settings.api.max_in_flight = 32;
  prepare_copies(4, R"({"latency_ms":100})");
  send_mixed(6'000, 4);
  start_worker();
  ASSERT_TRUE(calls_reach(300));
  const auto group_at = coordinator_partition(settings.kafka.group, 8);
  const auto transaction_at = coordinator_partition(settings.kafka.group + ".worker-0", 8);
  for (const auto& [topic, partition] : {std::pair{"__consumer_offsets", group_at}, std::pair{"__transaction_state", transaction_at}}) {
    const int coordinator = cluster->leader_of(topic, partition);
    ASSERT_GE(coordinator, 0) << topic;
    cluster->kill(coordinator);
    EXPECT_TRUE(done_grow_by(500, 90s)) << "no progress after the loss of the coordinator in " << topic << "\n" << log_of("worker-0");
    EXPECT_NE(cluster->leader_of(topic, partition), coordinator) << "it did not move: the test shows nothing";
    cluster->start(coordinator);
  }
  ASSERT_TRUE(drains(180s));
  expect_right(history());
}

}  // namespace
}  // namespace iw::testing
