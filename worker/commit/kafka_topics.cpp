#include "worker/commit/kafka_topics.hpp"

#include <utility>

namespace iw {

namespace {

constexpr std::chrono::seconds kFresh{10};
constexpr int kTimeoutMs = 10'000;

}  // namespace

KafkaTopics::KafkaTopics(kafka::Client& client, const KafkaSettings& settings) : client_(client) {
  topics_[0].name = settings.topics.requests;
  topics_[1].name = settings.topics.results;
  topics_[2].name = settings.topics.dead_letters;
  for (auto& topic : topics_)
    if (!topic.name.empty()) topic.handle.reset(rd_kafka_topic_new(client.get(), topic.name.c_str(), nullptr));
}

Result<void> KafkaTopics::refresh(bool force) {
  const auto now = BootClock::now();
  if (!force && looked_at_ != TimePoint{} && now - looked_at_ < kFresh) return {};
  for (auto& topic : topics_) {
    if (topic.name.empty()) continue;
    const auto count = count_partitions(topic);
    if (!count) return count.error();
    topic.partitions = *count;
  }
  looked_at_ = now;
  return {};
}

Result<int> KafkaTopics::count_partitions(const Topic& topic) {
  const rd_kafka_metadata_t* raw = nullptr;
  const auto error = rd_kafka_metadata(client_.get(), 0, topic.handle.get(), &raw, kTimeoutMs);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Error{"no metadata of topic " + topic.name + ": " + rd_kafka_err2str(error)};
  const kafka::MetadataHandle metadata{raw};
  if (metadata->topic_cnt != 1) return Error{"no metadata of topic " + topic.name};
  const auto& found = metadata->topics[0];
  if (found.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    return Error{"topic " + topic.name + " does not exist: create it (topics are never made by the worker)"};
  if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) return Error{"topic " + topic.name + " cannot be used: " + rd_kafka_err2str(found.err)};
  return found.partition_cnt;
}

std::int32_t KafkaTopics::partition_for(const OutgoingRecord& record) const {
  return at(record.topic).partitions == topics_[0].partitions ? record.request_partition : RD_KAFKA_PARTITION_UA;
}

}  // namespace iw
