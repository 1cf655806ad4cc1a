// Records that the result or dead-letter topic refuses for good (M2): neighbours go on, and what to do is said once.
#include "tests/kafka/fault_fixture.hpp"
#include "tests/support/kafka_admin.hpp"

namespace iw::testing {
namespace {

class RefusedRecord : public KafkaFault {
 protected:
  void set_letters(const std::string& name, const std::string& value) const { set_topic(settings.kafka.brokers, settings.kafka.topics.dead_letters, name, value); }
  void set_results(const std::string& name, const std::string& value) const { set_topic(settings.kafka.brokers, settings.kafka.topics.results, name, value); }
  [[nodiscard]] std::int64_t committed(std::int32_t partition) const {
    const auto state = group_state(settings.kafka.brokers, settings.kafka.group, settings.kafka.topics.requests);
    const auto it = state.committed.find(partition);
    return it == state.committed.end() ? -1 : it->second;
  }
};

TEST_F(RefusedRecord, BadRequestWithoutAKeyReachesACompactedDeadLetterTopicWithOne) {
  prepare(2);
  set_letters("cleanup.policy", "compact");
  send({{{}, "poison", {}, 0}});
  send_mixed(40, 2);
  start_worker();
  ASSERT_TRUE(drains(60s)) << log_of("worker-0");
  const auto seen = history();
  ASSERT_EQ(seen.dead_letters.size(), 1u);
  EXPECT_EQ(seen.dead_letters.front().key, settings.kafka.topics.requests + "/0/0");
  EXPECT_EQ(seen.dead_letters.front().value, "poison");
  expect_each_told_once("files/", 40);
}

TEST_F(RefusedRecord, LongEventWithoutAKeyReachesACompactedResultTopic) {
  prepare(1);
  set_results("cleanup.policy", "compact");
  send_mixed(20, 1);
  start_worker();
  ASSERT_TRUE(drains(60s)) << log_of("worker-0");
  expect_each_told_once("files/", 20);
}

TEST_F(RefusedRecord, DeadLetterThatItsTopicTakesInNoFormIsLeftOutAndTold) {
  prepare(1);
  set_letters("max.message.bytes", "200");
  send({{{}, "poison", {}, 0}});
  send_mixed(20, 1);
  start_worker();
  ASSERT_TRUE(drains(60s)) << log_of("worker-0");
  EXPECT_TRUE(history().dead_letters.empty());
  EXPECT_EQ(count_in_log("a dead letter is left out"), 1);
  EXPECT_THAT(log_of("worker-0"), HasSubstr("refuses the record for request partition 0, offset 0 in every form"));
  expect_each_told_once("files/", 20);
}

TEST_F(RefusedRecord, EventThatItsTopicTakesInNoFormStopsItsPartitionUntilItDoes) {
  prepare(2);
  // Large enough for the short event of a short request, too small for a request_id of 128 characters that takes four bytes each.
  set_results("max.message.bytes", "1300");
  std::string long_id;
  for (int n = 0; n < 128; ++n) long_id += "\xF0\x9F\x98\x80";
  send({{"k", request("long/0", true, ",\"request_id\":\"" + long_id + "\""), {}, 0}});
  std::vector<Sent> others;
  for (int n = 0; n < 50; ++n) others.push_back({"k", request("s/" + std::to_string(n), true), {}, 1});
  send(others);
  start_worker();
  ASSERT_TRUE(wait_until([&] { return committed(1) >= 50; }, 60s)) << log_of("worker-0");
  ASSERT_TRUE(log_says("partition waits for its result topic")) << log_of("worker-0");
  EXPECT_EQ(committed(0), 0);
  EXPECT_THAT(times_told("s/", 50), ::testing::Each(1));
  EXPECT_EQ(times_told("long/", 1).front(), 0);
  EXPECT_EQ(ask("/readyz"), 200);
  set_results("max.message.bytes", "1000000");
  ASSERT_TRUE(drains(60s)) << log_of("worker-0");
  EXPECT_EQ(times_told("long/", 1).front(), 1);
  EXPECT_EQ(calls_so_far(), 51) << "nothing is called again";
}

}  // namespace
}  // namespace iw::testing
