// The topics that the worker writes to, and how their partitions are picked (contract, section 2). Commit thread only.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "common/clock.hpp"
#include "common/error.hpp"
#include "common/kafka/client.hpp"
#include "worker/ports/outgoing_record.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// Topic handles with partition counts that are looked at afresh.
class KafkaTopics {
 public:
  /// `client` must outlive this.
  KafkaTopics(kafka::Client& client, const KafkaSettings& settings);

  /// Asks the cluster for the counts, when the last answer is older than some seconds or `force`. The error names a topic that is missing or
  /// forbidden.
  [[nodiscard]] Result<void> refresh(bool force);

  /// The request's partition when both topics have equally many, else RD_KAFKA_PARTITION_UA: the partitioner picks by key.
  [[nodiscard]] std::int32_t partition_for(const OutgoingRecord& record) const;
  [[nodiscard]] rd_kafka_topic_t* topic_for(const OutgoingRecord& record) const { return at(record.topic).handle.get(); }

 private:
  /// A topic and how many partitions it had when last looked at.
  struct Topic {
    std::string name;
    kafka::TopicHandle handle;
    int partitions = 0;
  };
  [[nodiscard]] const Topic& at(OutgoingTopic topic) const { return topic == OutgoingTopic::results ? topics_[1] : topics_[2]; }
  [[nodiscard]] Result<int> count_partitions(const Topic& topic);

  kafka::Client& client_;
  std::array<Topic, 3> topics_;  ///< requests, results, dead letters (may have no name)
  TimePoint looked_at_{};
};

}  // namespace iw
