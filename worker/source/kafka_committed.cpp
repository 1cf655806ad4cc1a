#include "worker/source/kafka_committed.hpp"

#include <utility>

namespace iw {

namespace {

constexpr int kWatermarkTimeoutMs = 10'000;

void read_log_bounds(const kafka::Client& consumer, const std::string& topic, CommittedOffset& committed) {
  const auto error = rd_kafka_query_watermark_offsets(consumer.get(), topic.c_str(), committed.partition, &committed.low_watermark,
                                                      &committed.high_watermark, kWatermarkTimeoutMs);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
    committed.unreadable =
        "the first and last offset of " + topic + "/" + std::to_string(committed.partition) + " cannot be read: " + rd_kafka_err2str(error);
}

}  // namespace

Result<std::vector<CommittedOffset>> read_committed(const kafka::Client& consumer, const std::string& topic,
                                                    const std::vector<std::int32_t>& partitions, std::chrono::milliseconds timeout,
                                                    LogBounds bounds) {
  const kafka::PartitionListHandle list{rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size()))};
  for (const auto partition : partitions) rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
  const auto error = rd_kafka_committed(consumer.get(), list.get(), static_cast<int>(timeout.count()));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Error{std::string{"committed offsets cannot be read: "} + rd_kafka_err2str(error)};
  std::vector<CommittedOffset> all;
  for (int i = 0; i < list->cnt; ++i) {
    const auto& entry = list->elems[i];
    if (entry.err != RD_KAFKA_RESP_ERR_NO_ERROR) return Error{std::string{"a committed offset cannot be read: "} + rd_kafka_err2str(entry.err)};
    CommittedOffset committed;
    committed.partition = entry.partition;
    if (entry.offset >= 0) committed.offset = entry.offset;
    if (entry.metadata != nullptr) committed.metadata.assign(static_cast<const char*>(entry.metadata), entry.metadata_size);
    if (bounds == LogBounds::read) read_log_bounds(consumer, topic, committed);
    all.push_back(std::move(committed));
  }
  return all;
}

}  // namespace iw
