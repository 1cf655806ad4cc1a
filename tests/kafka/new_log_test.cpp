// A request topic that is deleted and made anew under a running worker, and a group whose offsets are gone (B11): each record of the new log gets its
// event, without a restart and whatever the worker knew of the old one.
#include "tests/kafka/fault_fixture.hpp"
#include "tests/support/kafka_admin.hpp"

namespace iw::testing {
namespace {

class NewLog : public KafkaFault {
 protected:
  NewLog() { settings.kafka.static_membership = false; }
  void delete_requests() const {
    delete_topic(settings.kafka.brokers, settings.kafka.topics.requests);
    ASSERT_TRUE(wait_until([&] { return !topic_exists(settings.kafka.brokers, settings.kafka.topics.requests); }, 30s));
  }
  void make_requests(int partitions) const { create_topic(settings.kafka.brokers, settings.kafka.topics.requests, partitions); }
  struct Log {
    int partitions;
    int records;
  };
  /// A worker has handled the first and waits when the second takes its place.
  void replace(const Log& first, const Log& second) {
    prepare(first.partitions);
    send_mixed(first.records, first.partitions);
    start_worker();
    ASSERT_TRUE(drains(30s));
    delete_requests();
    make_requests(second.partitions);
    send_mixed(second.records, second.partitions, "anew/");
    expect_anew_told_once(second.records);
  }
  void expect_anew_told_once(int count) const {
    EXPECT_TRUE(wait_until([&] { return calls_so_far() > 0 && times_told("anew/", count) == std::vector<int>(static_cast<std::size_t>(count), 1); }, 60s))
        << ::testing::PrintToString(times_told("anew/", count)) << log_of("worker-0") << log_of("worker-1");
    EXPECT_TRUE(drains(30s)) << log_of("worker-0");
    expect_each_told_once("anew/", count);
  }
};

TEST_F(NewLog, WithMoreRecordsThanTheOldOne) { replace({.partitions = 2, .records = 10}, {.partitions = 2, .records = 40}); }

TEST_F(NewLog, WithFewerRecordsThanTheOldOne) { replace({.partitions = 2, .records = 100}, {.partitions = 2, .records = 6}); }

TEST_F(NewLog, WithAsManyRecordsAsTheOldOne) { replace({.partitions = 2, .records = 20}, {.partitions = 2, .records = 20}); }

TEST_F(NewLog, WithOtherPartitions) { replace({.partitions = 3, .records = 30}, {.partitions = 2, .records = 40}); }

TEST_F(NewLog, UnderTwoBusyWorkers) {
  settings.api.max_in_flight = 8;
  prepare(4, R"({"latency_ms": 100})");
  send_mixed(4'000, 4);
  start_worker("worker-0");
  start_worker("worker-1");
  ASSERT_TRUE(log_says("partition taken up", 30s, "worker-1"));
  ASSERT_TRUE(calls_reach(200));
  delete_requests();
  make_requests(4);
  send_mixed(200, 4, "anew/");
  expect_anew_told_once(200);
}

TEST_F(NewLog, AfterATimeWithoutAny) {
  prepare(2);
  send_mixed(20, 2);
  start_worker();
  ASSERT_TRUE(drains(30s));
  delete_requests();
  // Long enough for the worker to find the offsets gone, and no new log yet.
  ASSERT_TRUE(log_says("taken up afresh", 30s)) << log_of("worker-0");
  make_requests(2);
  send_mixed(10, 2, "anew/");
  expect_anew_told_once(10);
}

TEST_F(NewLog, GroupWithoutOffsetsSaysWhatItReadsAgain) {
  prepare(1);
  send_mixed(20, 1);
  start_worker();
  ASSERT_TRUE(drains(30s));
  EXPECT_TRUE(log_says("no committed offset of this group")) << log_of("worker-0");
  EXPECT_THAT(log_of("worker-0"), HasSubstr("\"records\":21")) << "the transaction's marker counts";
}

TEST_F(NewLog, GroupWithoutOffsetsStopsWhereThatIsAskedFor) {
  settings.kafka.without_offset = WithoutOffset::stop;
  prepare(2);
  send({{{}, request("files/0", true), {}, 0}});
  start_worker();
  ASSERT_TRUE(log_says("partition stopped")) << log_of("worker-0");
  EXPECT_THAT(log_of("worker-0"), HasSubstr("kafka.without_offset is stop"));
  send({{{}, request("files/1", true), {}, 1}});
  EXPECT_TRUE(wait_until([&] { return times_told("files/", 2) == std::vector{0, 1}; }, 30s)) << "the other partition is empty, and starts";
  EXPECT_EQ(calls_so_far(), 1);
}

}  // namespace
}  // namespace iw::testing
