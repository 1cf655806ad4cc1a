// Commits whose fate is in doubt: answers and requests of EndTxn lost, transactions that outlive their time (B3, B7). Each ends with the checker.
#include <atomic>

#include "tests/kafka/fault_fixture.hpp"

namespace iw::testing {
namespace {

class CommitFault : public KafkaFault {
 protected:
  void begin(int requests) {
    go_through(ProxiedKafka::shared());
    settings.kafka.transaction_timeout = 5s;
    settings.kafka.session_timeout = 30s;
    settings.api.max_in_flight = 32;
    prepare(4, R"({"latency_ms":20})");
    send_mixed(requests, 4);
  }
  /// Each `every`th request of this kind gets this fate, `times` times.
  void hit(KafkaApi api, int every, int times, RequestFate fate) {
    shared().proxy.on_request([this, api, every, times, fate](const KafkaFrame& frame) {
      if (!frame.is(api) || ++seen_ % every != 0 || hits_ >= times) return RequestFate::pass;
      ++hits_;
      return fate;
    });
  }
  /// The next `every`th request of this kind gets this fate, and from then on nobody gets through.
  void hit_and_close(KafkaApi api, int every, RequestFate fate) {
    shared().proxy.on_request([this, api, every, fate](const KafkaFrame& frame) {
      if (hits_ > 0) return RequestFate::cut;
      if (!frame.is(api) || ++seen_ % every != 0) return RequestFate::pass;
      ++hits_;
      shared().proxy.refuse(true);
      return fate;
    });
  }
  [[nodiscard]] bool is_hit(int times, std::chrono::seconds patience = 60s) const {
    return wait_until([&] { return hits_ >= times; }, patience);
  }
  static ProxiedKafka& shared() { return *kafka; }
  static void SetUpTestSuite() { kafka = &ProxiedKafka::shared(); }
  static ProxiedKafka* kafka;  ///< so that a hook does not heal what it has just broken

  std::atomic<int> seen_ = 0;
  std::atomic<int> hits_ = 0;
};
ProxiedKafka* CommitFault::kafka = nullptr;

TEST_F(CommitFault, LostAnswersOfCommitsThatLandedTellNothingTwice) {
  begin(3'000);
  hit(KafkaApi::end_txn, 4, 8, RequestFate::lose_answer);
  start_worker();
  ASSERT_TRUE(drains(120s)) << log_of("worker-0");
  EXPECT_GE(hits_, 5) << "too few answers lost: the test shows nothing";
  expect_right(history());
}

TEST_F(CommitFault, CommitsThatNeverArrivedAreMadeAgain) {
  begin(3'000);
  hit(KafkaApi::end_txn, 4, 8, RequestFate::cut);
  start_worker();
  ASSERT_TRUE(drains(120s)) << log_of("worker-0");
  EXPECT_GE(hits_, 5);
  expect_right(history());
}

TEST_F(CommitFault, EveryStepOfATransactionMayLoseItsConnection) {
  begin(3'000);
  shared().proxy.on_request([this](const KafkaFrame& frame) {
    const bool of_transactions = frame.is(KafkaApi::add_partitions) || frame.is(KafkaApi::add_offsets) || frame.is(KafkaApi::txn_offset_commit) ||
                                 frame.is(KafkaApi::produce) || frame.is(KafkaApi::end_txn);
    if (!of_transactions || ++seen_ % 25 != 0 || hits_ >= 12) return RequestFate::pass;
    return ++hits_ % 2 == 0 ? RequestFate::cut : RequestFate::lose_answer;
  });
  start_worker();
  ASSERT_TRUE(drains(150s)) << log_of("worker-0");
  EXPECT_GE(hits_, 8);
  expect_right(history());
}

TEST_F(CommitFault, CycleGivenUpWhileItsRecordsAreThereAlreadyLosesNoneOfTheNext) {
  begin(3'000);
  // The records have arrived and their answer has not, when the look at the committed offsets fails: the cycle is given up by us, not by librdkafka.
  std::atomic<bool> armed = false;
  shared().proxy.on_request([this, &armed](const KafkaFrame& frame) {
    if (frame.is(KafkaApi::produce) && ++seen_ % 12 == 0 && hits_ < 12) {
      armed = true;
      return RequestFate::lose_answer;
    }
    if (!frame.is(KafkaApi::offset_fetch) || !armed.exchange(false)) return RequestFate::pass;
    ++hits_;
    return RequestFate::cut;
  });
  start_worker();
  ASSERT_TRUE(drains(150s)) << log_of("worker-0");
  EXPECT_GE(hits_, 6);
  EXPECT_THAT(log_of("worker-0"), HasSubstr("committed offsets cannot be read"));
  expect_right(history());
}

TEST_F(CommitFault, DoubtfulCommitThatLandedIsKnownByItsLedger) {
  begin(1'500);
  hit_and_close(KafkaApi::end_txn, 6, RequestFate::lose_answer);
  start_worker();
  ASSERT_TRUE(is_hit(1));
  EXPECT_TRUE(log_says("the producer is made anew", 20s)) << log_of("worker-0");
  shared().proxy.heal();
  ASSERT_TRUE(drains(120s)) << log_of("worker-0");
  EXPECT_THAT(log_of("worker-0"), HasSubstr("the committed ledger tells how the doubtful cycle ended"));
  EXPECT_THAT(log_of("worker-0"), HasSubstr("\"landed\":true"));
  expect_right(history());
}

TEST_F(CommitFault, DoubtfulCommitThatNeverArrivedIsMadeAgain) {
  begin(1'500);
  hit_and_close(KafkaApi::end_txn, 6, RequestFate::cut);
  start_worker();
  ASSERT_TRUE(is_hit(1));
  EXPECT_TRUE(log_says("the producer is made anew")) << log_of("worker-0");
  shared().proxy.heal();
  ASSERT_TRUE(drains(120s)) << log_of("worker-0");
  EXPECT_THAT(log_of("worker-0"), HasSubstr("\"landed\":false"));
  expect_right(history());
}

TEST_F(CommitFault, TransactionThatOutlivesItsTimeIsMadeAgain) {
  begin(1'500);
  shared().proxy.on_request([this](const KafkaFrame& frame) {
    if (hits_ == 0 && frame.is(KafkaApi::txn_offset_commit) && ++seen_ % 6 == 0) {
      ++hits_;
      shared().proxy.set({.black_hole = true});  // between begin and commit, on the way to the broker
    }
    return RequestFate::pass;
  });
  start_worker();
  ASSERT_TRUE(is_hit(1));
  const auto calls = calls_so_far();
  std::this_thread::sleep_for(18s);  // the transaction timeout and the broker's sweep
  EXPECT_LT(calls_so_far() - calls, 200) << "calls are bounded while nothing can be recorded";
  shared().proxy.heal();
  ASSERT_TRUE(drains(120s)) << log_of("worker-0");
  expect_right(history());
}

}  // namespace
}  // namespace iw::testing
