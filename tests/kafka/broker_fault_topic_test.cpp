// Topics that are missing, deleted, forbidden, or shorter than what was committed (B8, B9): a clear message, nothing consumed, nothing jumped over.
#include "tests/kafka/fault_fixture.hpp"
#include "tests/support/kafka_admin.hpp"

namespace iw::testing {
namespace {

/// On a broker that would make any topic that it is asked for, and that knows permissions.
class TopicFault : public KafkaFault {
 protected:
  TopicFault() { use_broker(lenient().brokers()); }
  static KafkaServer& lenient() {
    static KafkaServer server{
        "auto.create.topics.enable=true\n"
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\nallow.everyone.if.no.acl.found=true\n"};
    return server;
  }
  [[nodiscard]] GroupState group() const { return group_state(settings.kafka.brokers, settings.kafka.group, settings.kafka.topics.requests); }
};

TEST_F(TopicFault, TopicsMissingAtStartAreNeverMadeAndTakenUpWithoutARestart) {
  prepare(2);
  const auto& topics = settings.kafka.topics;
  const auto& brokers = settings.kafka.brokers;
  for (const auto& topic : {topics.requests, topics.results, topics.dead_letters}) {
    delete_topic(brokers, topic);
    ASSERT_TRUE(wait_until([&] { return !topic_exists(brokers, topic); }, 30s));
  }
  start_worker();
  ASSERT_TRUE(log_says("topic " + topics.requests + " does not exist: create it"));
  EXPECT_EQ(ask("/readyz"), 503);
  EXPECT_EQ(ask("/livez"), 200);
  for (const auto& topic : {topics.requests, topics.results, topics.dead_letters}) EXPECT_FALSE(topic_exists(brokers, topic)) << topic;
  create_topic(brokers, topics.requests, 2);
  send_mixed(100, 2);
  ASSERT_TRUE(log_says("topic " + topics.results + " does not exist: create it")) << log_of("worker-0");
  EXPECT_EQ(ask("/readyz"), 503);
  EXPECT_EQ(calls_so_far(), 0) << "nothing is consumed before its results have somewhere to go";
  EXPECT_FALSE(topic_exists(brokers, topics.results)) << "a worker makes no topic";
  create_topic(brokers, topics.results, 2);
  create_topic(brokers, topics.dead_letters, 2);
  ASSERT_TRUE(drains(60s)) << log_of("worker-0");
  EXPECT_EQ(ask("/readyz"), 200);
  expect_right(history());
}

TEST_F(TopicFault, ForbiddenResultTopicMeansNotReadyAndNothingConsumed) {
  prepare(2);
  send_mixed(100, 2);
  forbid(settings.kafka.brokers, settings.kafka.topics.results, Permission::all);
  start_worker();
  ASSERT_TRUE(log_says("topic " + settings.kafka.topics.results + " cannot be used"));
  EXPECT_THAT(log_of("worker-0"), HasSubstr("authorization"));
  EXPECT_EQ(ask("/readyz"), 503);
  EXPECT_EQ(calls_so_far(), 0);
  allow_again(settings.kafka.brokers, settings.kafka.topics.results);
  ASSERT_TRUE(drains(60s)) << log_of("worker-0");
  expect_right(history());
}

TEST_F(TopicFault, ResultTopicThatMayBeSeenButNotWrittenIsToldAndRecovered) {
  settings.api.max_in_flight = 16;
  prepare(2);
  send_mixed(400, 2);
  forbid(settings.kafka.brokers, settings.kafka.topics.results, Permission::write);
  start_worker();
  // The cluster tells only when something is written: the first calls are made by then.
  EXPECT_TRUE(log_says("transactions cannot be made at the moment")) << log_of("worker-0");
  EXPECT_THAT(log_of("worker-0"), HasSubstr("authorization failed"));
  EXPECT_TRUE(answers("/readyz", 503, 30s)) << log_of("worker-0");
  allow_again(settings.kafka.brokers, settings.kafka.topics.results);
  ASSERT_TRUE(drains(60s)) << log_of("worker-0");
  expect_right(history());
}

TEST_F(TopicFault, NewPartitionsAreReadSoonAndTheResultsFollow) {
  prepare(1);
  send_mixed(10, 1);
  start_worker();
  ASSERT_TRUE(drains(30s));
  add_partitions(settings.kafka.brokers, settings.kafka.topics.requests, 3);
  add_partitions(settings.kafka.brokers, settings.kafka.topics.results, 3);
  send({{"k", request("new/0", true), {}, 2}});
  ASSERT_TRUE(wait_until([&] { return times_told("new/", 1).front() == 1; }, 40s)) << "within some seconds, not after five minutes";
  for (const auto& record : history().results)
    if (record.value.value_or("").find("new/0") != std::string::npos) {
      EXPECT_EQ(record.partition, 2) << "both topics have equally many partitions by now";
    }
}

TEST_F(TopicFault, CommittedOffsetBehindTheLogStopsThatPartitionOnly) {
  settings.kafka.static_membership = false;  // a static member would stay in the group, and keep the operator out
  prepare(2);
  send_mixed(100, 2);
  commit_by_hand(settings.kafka.brokers, settings.kafka.group, settings.kafka.topics.requests, 0, 5, "");
  delete_records(settings.kafka.brokers, settings.kafka.topics.requests, 0, 20);
  auto& worker = start_worker();
  ASSERT_TRUE(wait_until([&] { return calls_so_far() == 50; }, 30s)) << "the other partition goes on";
  EXPECT_THAT(log_of("worker-0"), HasSubstr("partition stopped"));
  EXPECT_THAT(log_of("worker-0"), HasSubstr("committed offset 5 is gone, the log holds 20 to"));
  EXPECT_EQ(group().committed.at(0), 5) << "left for a person to look at";
  EXPECT_EQ(worker.stop(), 0);
  commit_by_hand(settings.kafka.brokers, settings.kafka.group, settings.kafka.topics.requests, 0, 20, "");
  start_worker();
  ASSERT_TRUE(drains(30s)) << log_of("worker-0");
  auto seen = history();
  seen.commits_by_hand = true;
  expect_right(seen);
}

TEST_F(TopicFault, CommittedOffsetBeyondTheEndStopsThatPartitionOnly) {
  settings.kafka.static_membership = false;  // a static member would stay in the group, and keep the operator out
  prepare(2);
  send_mixed(100, 2);
  commit_by_hand(settings.kafka.brokers, settings.kafka.group, settings.kafka.topics.requests, 1, 1'000, "");
  auto& worker = start_worker();
  ASSERT_TRUE(wait_until([&] { return calls_so_far() == 50; }, 30s)) << "the other partition goes on";
  EXPECT_THAT(log_of("worker-0"), HasSubstr("committed offset 1000 lies beyond the end"));
  EXPECT_EQ(group().committed.at(1), 1'000);
  EXPECT_EQ(worker.stop(), 0);
  commit_by_hand(settings.kafka.brokers, settings.kafka.group, settings.kafka.topics.requests, 1, 0, "");
  start_worker();
  ASSERT_TRUE(drains(30s)) << log_of("worker-0");
  expect_each_told_once("files/", 100);  // the checker would take the way back, from 1000 to 0, for a worker's
}

}  // namespace
}  // namespace iw::testing
