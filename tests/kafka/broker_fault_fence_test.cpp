// Two that are one: a worker that wakes up after its session, workers and producers that share a name (B5, B6). Each ends with the checker.
#include <atomic>

#include "common/kafka/client.hpp"
#include "common/kafka/kafka_error.hpp"
#include "tests/kafka/process_fixture.hpp"
#include "worker/commit/kafka_producer.hpp"

namespace iw::testing {
namespace {

class FenceFault : public ProcessFault {
 protected:
  /// Calls that a worker has under way, by itself.
  [[nodiscard]] int calls_under_way(const std::string& instance) const {
    constexpr std::string_view kCalls = R"("calls":{"in_flight":)";
    const auto status = page("/statusz", instance);
    const auto at = status.find(kCalls);
    return at == std::string::npos ? 0 : std::atoi(status.c_str() + at + kCalls.size());
  }
  /// Another program takes the worker's transactional.id.
  void steal_transactional_id() const {
    const auto client =
        kafka::make_client(
            RD_KAFKA_PRODUCER,
            {{"bootstrap.servers", settings.kafka.brokers}, {"log_level", "0"}, {"transactional.id", settings.kafka.group + ".worker-0"}}, {})
            .value();
    const auto error = kafka::take_error(rd_kafka_init_transactions(client->get(), 30'000));
    ASSERT_FALSE(error) << error.text;
  }
};

TEST_F(FenceFault, FrozenWithInsertsUnderWayAgainAndAgainItRepeatsNone) {
  settings.kafka.static_membership = false;
  settings.kafka.session_timeout = 6s;
  settings.kafka.transaction_timeout = 5s;
  settings.api.max_in_flight = 32;
  prepare(4, R"({"latency_ms":1500})");
  std::vector<Sent> records;
  for (int n = 0; n < 900; ++n) records.push_back({std::nullopt, request("inserts/" + std::to_string(n), true), {}, n % 4});
  send(records);
  auto* frozen = &start_worker("worker-0");
  auto* other = &start_worker("worker-1");
  ASSERT_TRUE(calls_reach(60));
  for (int round = 0; round < 2; ++round) {
    // Its calls come in waves; frozen between two of them it would show nothing.
    const std::string name = round == 0 ? "worker-0" : "worker-1";
    ASSERT_TRUE(wait_until([&] { return calls_under_way(name) >= 8; }, 30s)) << log_of(name);
    frozen->signal(SIGSTOP);
    ASSERT_TRUE(calls_reach(calls_so_far() + 60)) << "the other one goes on";
    std::this_thread::sleep_for(9s);  // longer than the session
    frozen->signal(SIGCONT);
    ASSERT_TRUE(calls_reach(calls_so_far() + 60));
    std::swap(frozen, other);
  }
  set_faults("{}");
  ASSERT_TRUE(drains(120s));
  const auto seen = history();
  expect_right(seen);
  EXPECT_GT(seen.by_reason().count("answer_lost"), 0u) << "no call under way when it froze: the test shows nothing";
}

TEST_F(FenceFault, KilledManyTimesWithInsertsUnderWayItRepeatsNone) {
  settings.api.max_in_flight = 64;
  prepare(4, R"({"latency_ms":500})");
  std::vector<Sent> records;
  for (int n = 0; n < 2'000; ++n) records.push_back({std::nullopt, request("inserts/" + std::to_string(n), true), {}, n % 4});
  send(records);
  for (int kills = 0; kills < 8; ++kills) {
    auto& worker = start_worker();
    ASSERT_TRUE(calls_reach(calls_so_far() + 20 + 15 * kills)) << "no progress after kill " << kills;
    worker.kill();
  }
  set_faults("{}");
  start_worker();
  ASSERT_TRUE(drains(120s));
  const auto seen = history();
  expect_right(seen);
  EXPECT_GT(seen.by_reason().at("answer_lost"), 20);
}

TEST_F(FenceFault, SecondProducerWithItsNameIsOutlived) {
  settings.api.max_in_flight = 32;
  prepare(4, R"({"latency_ms":100})");
  send_mixed(2'500, 4);
  start_worker();
  for (int thefts = 1; thefts <= 3; ++thefts) {
    ASSERT_TRUE(calls_reach(calls_so_far() + 200)) << "no progress after theft " << thefts - 1;
    steal_transactional_id();
  }
  ASSERT_TRUE(drains(120s)) << log_of("worker-0");
  expect_right(history());
  EXPECT_EQ(count_in_log("import-worker starts"), 1) << "no reason to end";
  EXPECT_GE(count_in_log("the producer is made anew"), 1) << "nobody was fenced: the test shows nothing";
  EXPECT_LE(count_in_log("transactions initialised"), 8) << "as often as it was fenced, and not in a loop";
}

TEST_F(FenceFault, ProducersThatAreFencedWithRequestsOnTheirWayEndInPeace) {
  go_through(ProxiedKafka::shared());
  prepare(4);
  KafkaSettings proxied = settings.kafka;
  proxied.brokers = worker_brokers;
  const KafkaMembership::Shared membership{rd_kafka_consumer_group_metadata_new(proxied.group.c_str()), rd_kafka_consumer_group_metadata_destroy};
  Cycle cycle;
  cycle.shares.push_back({.partition = 0, .records = {}});
  for (int n = 0; n < 400; ++n)
    cycle.shares.front().records.push_back({.request_partition = n % 4, .key = std::nullopt, .value = std::string(200, 'x'), .headers = {}, .request_id = {}});
  // Another one takes the name while requests of the transaction are on their way: the first refusal ends the producer, the others meet it at its end.
  // That is where librdkafka frees a text twice.
  std::atomic<bool> armed = false;
  std::unique_ptr<KafkaProducer> thief;
  auto& proxy = ProxiedKafka::shared().proxy;
  proxy.on_request([&](const KafkaFrame& frame) {
    if (frame.is(KafkaApi::produce) && armed.exchange(false)) thief = KafkaProducer::create(settings.kafka, true).value();
    return RequestFate::pass;
  });
  proxy.set(Way::down, {.delay = 1ms});
  for (int n = 0; n < 40; ++n) {
    auto producer = KafkaProducer::create(proxied, true).value();
    armed = true;
    ASSERT_EQ(producer->run(cycle, membership).end, CycleEnd::unknown);
  }
  proxy.heal();
}

TEST_F(FenceFault, TwoWorkersWithOneNameFightSlowlyAndTellNothingTwice) {
  settings.kafka.static_membership = false;
  settings.api.max_in_flight = 32;
  prepare(4, R"({"latency_ms":100})");
  send_mixed(2'500, 4);
  start_worker();
  ASSERT_TRUE(calls_reach(200));
  auto& twin = start_worker();
  ASSERT_TRUE(wait_until([&] { return count_in_log("the producer is made anew") >= 3; }, 60s)) << log_of("worker-0");
  std::this_thread::sleep_for(15s);  // what is looked at is how little happens
  EXPECT_LE(count_in_log("transactions initialised"), 24) << "both together; without backoff it would be hundreds";
  (void)twin.stop();
  ASSERT_TRUE(drains(120s)) << log_of("worker-0");
  expect_right(history());
}

TEST_F(FenceFault, StaticMemberWhoseNameIsTakenEndsWithAClearMessage) {
  settings.api.max_in_flight = 32;
  prepare(4, R"({"latency_ms":100})");
  send_mixed(2'000, 4);
  auto& first = start_worker();
  ASSERT_TRUE(calls_reach(200));
  start_worker();
  EXPECT_TRUE(wait_for_end(first, 60s)) << "a supervisor starts it anew, with its own backoff";
  EXPECT_THAT(log_of("worker-0"), HasSubstr("do two replicas share a name (kafka.instance)?"));
  ASSERT_TRUE(drains(120s)) << log_of("worker-0");
  expect_right(history());
}

TEST_F(FenceFault, StaticNameTakenAgainAndAgainRepeatsNoInsert) {
  settings.kafka.session_timeout = 6s;
  settings.kafka.transaction_timeout = 5s;
  settings.api.max_in_flight = 16;  // as many again wait with a fresh intent for a slot: those are what the next owner must not tell too early
  prepare(4, R"({"latency_ms":300})");
  std::vector<Sent> records;
  for (int n = 0; n < 1'500; ++n) records.push_back({std::nullopt, request("inserts/" + std::to_string(n), true), {}, n % 4});
  send(records);
  auto* owner = &start_worker();
  for (int thefts = 1; thefts <= 5; ++thefts) {
    ASSERT_TRUE(calls_reach(calls_so_far() + 50)) << "no progress before theft " << thefts;
    auto* thief = &start_worker();
    ASSERT_TRUE(wait_for_end(*owner, 60s)) << log_of("worker-0");
    owner = thief;
  }
  set_faults("{}");
  ASSERT_TRUE(drains(120s));
  const auto seen = history();
  expect_right(seen);
  EXPECT_GT(seen.by_reason().count("answer_lost"), 0u) << "no call under way at a theft: the test shows nothing";
}

}  // namespace
}  // namespace iw::testing
