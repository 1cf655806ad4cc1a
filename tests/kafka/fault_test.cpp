// What goes wrong around a worker: signals, rebalances, freezes, brokers, topics, ledgers. Each ends with the checker.
#include <csignal>
#include <thread>

#include "common/rfc3339.hpp"
#include "tests/support/scenario.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class Fault : public Scenario {
 protected:
  bool calls_reach(std::int64_t count) const {
    return wait_until([&] { return calls_so_far() >= count; }, 60s);
  }
};

TEST_F(Fault, DrainsOnSigtermAndGoesOnLater) {
  prepare(4, R"({"seed":2,"latency_ms":200,"shares":{"-1":0.2}})");
  send_mixed(1'000, 4);
  auto& worker = start_worker();
  ASSERT_TRUE(calls_reach(300));
  EXPECT_EQ(worker.stop(), 0) << log_of("worker-0");
  const auto halfway = history();
  EXPECT_EQ(halfway.by_reason().count("answer_lost"), 0u);
  EXPECT_GT(halfway.lag, 0);
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(60s));
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().count("answer_lost"), 0u) << "a drain leaves no call without its answer";
}

TEST_F(Fault, SecondSigtermEndsAtOnceAndLosesNothing) {
  prepare(2, R"({"latency_ms":3000})");
  send_mixed(200, 2);
  auto& worker = start_worker();
  ASSERT_TRUE(calls_reach(50));
  worker.signal(SIGTERM);
  std::this_thread::sleep_for(300ms);  // the first one must have been taken
  EXPECT_EQ(worker.stop(), 1);
  set_faults("{}");
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(60s));
  expect_right(history());
}

TEST_F(Fault, WorkersThatComeAndGoLoseNothingAndRepeatNothing) {
  settings.kafka.static_membership = false;
  settings.api.max_in_flight = 64;
  prepare(8, R"({"seed":4,"latency_ms":100,"shares":{"-1":0.1}})");
  send_mixed(4'000, 8);
  start_worker("worker-0");
  ASSERT_TRUE(calls_reach(300));
  auto& second = start_worker("worker-1");
  ASSERT_TRUE(calls_reach(1'000));
  auto& third = start_worker("worker-2");
  ASSERT_TRUE(calls_reach(1'800));
  EXPECT_EQ(second.stop(), 0);
  ASSERT_TRUE(calls_reach(2'500));
  EXPECT_EQ(third.stop(), 0);
  ASSERT_TRUE(wait_for_lag_zero(120s));
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().count("answer_lost"), 0u) << "a partition is given up only after its calls have ended";
}

TEST_F(Fault, StandbyWithoutAPartitionTakesOver) {
  settings.kafka.static_membership = false;
  settings.api.max_in_flight = 16;
  prepare(1, R"({"latency_ms":100})");
  send_mixed(800, 1);
  auto& first = start_worker("worker-0");
  ASSERT_TRUE(calls_reach(100));
  start_worker("worker-1");  // there is but one partition: one of the two has none
  ASSERT_TRUE(calls_reach(300));
  EXPECT_EQ(first.stop(), 0);
  ASSERT_TRUE(wait_for_lag_zero(60s));
  expect_right(history());
}

TEST_F(Fault, FrozenWorkerMakesNoLateCallAndTellsNothingTwice) {
  settings.kafka.static_membership = false;
  settings.kafka.session_timeout = 6s;
  settings.kafka.transaction_timeout = 5s;
  settings.api.max_in_flight = 32;
  prepare(4, R"({"latency_ms":100})");
  send_mixed(2'000, 4);
  auto& frozen = start_worker("worker-0");
  ASSERT_TRUE(calls_reach(300));
  frozen.signal(SIGSTOP);
  start_worker("worker-1");
  const auto at_freeze = calls_so_far();
  ASSERT_TRUE(calls_reach(at_freeze + 500)) << "the other one takes over when the session is over";
  frozen.signal(SIGCONT);
  ASSERT_TRUE(wait_for_lag_zero(120s));
  expect_right(history());
}

TEST_F(Fault, BrokerKilledAndStartedAgainIsWaitedFor) {
  KafkaServer own;
  use_broker(own.brokers());
  settings.api.max_in_flight = 32;
  prepare(4, R"({"latency_ms":100})");
  send_mixed(1'500, 4);
  start_worker();
  ASSERT_TRUE(calls_reach(300));
  own.kill();
  std::this_thread::sleep_for(3s);  // long enough that requests to the broker fail
  own.start();
  ASSERT_TRUE(wait_for_lag_zero(180s)) << log_of("worker-0");
  expect_right(history());
}

TEST_F(Fault, MissingResultTopicMeansNotReadyAndNothingConsumed) {
  prepare(1);
  send_mixed(5, 1);
  settings.kafka.topics.results += "-missing";
  start_worker();
  ASSERT_TRUE(wait_until([&] { return log_of("worker-0").find("does not exist: create it") != std::string::npos; }, 30s));
  EXPECT_EQ(calls_so_far(), 0);
}

TEST_F(Fault, DamagedLedgerStopsItsPartitionWithAMessage) {
  prepare(2);
  commit_by_hand(settings.kafka.brokers, settings.kafka.group, settings.kafka.topics.requests, 0, 0, "somebody else's metadata");
  send_mixed(20, 2);
  start_worker();
  ASSERT_TRUE(wait_until([&] { return calls_so_far() == 10; }, 30s)) << "the other partition goes on";
  EXPECT_THAT(log_of("worker-0"), HasSubstr("partition stopped"));
  EXPECT_THAT(log_of("worker-0"), HasSubstr("is damaged"));
  EXPECT_EQ(group_state(settings.kafka.brokers, settings.kafka.group, settings.kafka.topics.requests).metadata.at(0), "somebody else's metadata")
      << "left for a person to look at";
}

TEST_F(Fault, PlainOffsetOfAnotherConsumerIsGoneOnFrom) {
  prepare(1);
  commit_by_hand(settings.kafka.brokers, settings.kafka.group, settings.kafka.topics.requests, 0, 5, "");
  send_mixed(20, 1);
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(30s));
  EXPECT_EQ(calls_so_far(), 15);
}

TEST_F(Fault, RecordTooLargeForTheDeadLetterTopicGoesWithoutItsValue) {
  prepare(1);
  std::vector<Sent> records;
  for (int n = 0; n < 200; ++n) records.push_back({"small", request("files/" + std::to_string(n), true), {}, 0});
  // Just small enough for the broker's limit of 4 MiB, and too large with a dead letter's headers.
  records.push_back({"large", std::string(4'194'304 - 150, 'x'), {}, 0});
  for (int n = 200; n < 400; ++n) records.push_back({"small", n % 10 == 0 ? "poison" : request("files/" + std::to_string(n), true), {}, 0});
  send(records);
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(60s)) << log_of("worker-0");
  const auto seen = history();
  expect_right(seen);
  int without_value = 0;
  for (const auto& letter : seen.dead_letters) {
    if (find_header(letter.headers, "dead-letter-truncated")) {
      ++without_value;
      EXPECT_EQ(letter.key, "large");
      EXPECT_FALSE(letter.value.has_value());
    }
  }
  EXPECT_EQ(without_value, 1) << "only the one that is too large; the others in its batch keep their values";
}

TEST_F(Fault, IntakeThatStopsSaysSoWhenItBeginsAndEnds) {
  prepare(1);
  const auto later = format_rfc3339(std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()) + 20s);
  // Those that end between those that wait make the ledger longer.
  std::vector<Sent> records;
  for (int n = 0; n < 16'000; ++n)
    records.push_back({"k", request("files/" + std::to_string(n), false, n % 2 == 0 ? ",\"not_before\":\"" + later + "\"" : ""), {}, 0});
  send(records);
  start_worker();
  const auto log_has = [&](const char* text) { return wait_until([&] { return log_of("worker-0").find(text) != std::string::npos; }, 30s); };
  ASSERT_TRUE(log_has("intake has stopped, records behind wait")) << log_of("worker-0");
  EXPECT_THAT(log_of("worker-0"), HasSubstr("full: ledger (4096 bytes), by"));
  EXPECT_THAT(log_of("worker-0"), HasSubstr("wait for not_before (account default)"));
  ASSERT_TRUE(log_has("intake goes on"));
  ASSERT_TRUE(wait_for_lag_zero(60s));
  expect_right(history());
}

TEST_F(Fault, OrderByKeyHoldsThroughRetriesAndAKill) {
  settings.order_by = OrderBy::key;
  prepare(4, R"({"seed":6,"latency_ms":20,"shares":{"-1":0.2}})");
  std::vector<Sent> records;
  for (int n = 0; n < 1'200; ++n)
    records.push_back({"key-" + std::to_string(n % 60), request("k" + std::to_string(n % 60) + "/" + std::to_string(1000 + n / 60), false), {}, -1});
  send(records);
  auto& worker = start_worker();
  ASSERT_TRUE(calls_reach(400));
  worker.kill();
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(120s));
  const auto seen = history();
  expect_right(seen);
  std::map<std::string, std::string> last;
  for (const auto& call : seen.calls) {
    auto& before = last[call.file_path.substr(0, call.file_path.find('/'))];
    EXPECT_LE(before, call.file_path) << "a call for a key after one of a later request";
    before = call.file_path;
  }
}

}  // namespace
}  // namespace iw::testing
