// Kafka as a pipeline sees it, for tests: whole topics are written and read, committed offsets looked at. One thread, blocking with bounds.
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/record.hpp"
#include "tests/support/offset_commit.hpp"

namespace iw::testing {

/// A record to be sent.
struct Sent {
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;
  std::int32_t partition = -1;  ///< -1: by key
  std::int64_t timestamp_ms = 0;  ///< 0: now; -1: none
};

/// Hands one record to a producer, which copies it.
[[nodiscard]] rd_kafka_resp_err_t produce(rd_kafka_t* producer, const std::string& topic, const Sent& record);

/// Sends and waits for all. In a transaction the partitions end with markers. Throws when the broker does not take them.
void send_all(const std::string& brokers, const std::string& topic, const std::vector<Sent>& records, bool in_transaction = false);

/// All records that a read_committed reader sees now, of all partitions.
[[nodiscard]] std::vector<Record> read_all(const std::string& brokers, const std::string& topic);

/// The same, one after the other, up to what is the end now: waits until the transactions that are open have ended. Throws when they do not.
void read_to_end(const std::string& brokers, const std::string& topic, const std::function<void(Record)>& take);

/// Everything that a group ever committed for a topic, in the order of the broker's log of offsets; aborted transactions are not in it.
/// What the broker has compacted away is missing (it does so with segments that are full: 100 MB by default).
[[nodiscard]] std::vector<OffsetCommit> read_offset_commits(const std::string& brokers, const std::string& group, const std::string& topic);

/// What a group has committed for a topic, and how much is left.
struct GroupState {
  std::map<std::int32_t, std::int64_t> committed;
  std::map<std::int32_t, std::string> metadata;
  std::int64_t lag = 0;  ///< over all partitions, markers included
};
[[nodiscard]] GroupState group_state(const std::string& brokers, const std::string& group, const std::string& topic);

/// Commits one offset for a group by hand, as an operator or another program would. The checker must know of it: History::commits_by_hand.
void commit_by_hand(const std::string& brokers, const std::string& group, const std::string& topic, std::int32_t partition, std::int64_t offset,
                    const std::string& metadata);

}  // namespace iw::testing
