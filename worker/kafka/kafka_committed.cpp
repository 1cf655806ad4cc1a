#include "worker/kafka/kafka_committed.hpp"

#include <memory>
#include <span>
#include <utility>

#include "worker/kafka/kafka_names.hpp"

namespace iw {

namespace {

using OffsetsRequest = std::unique_ptr<rd_kafka_ListConsumerGroupOffsets_t, kafka::Destroyer<rd_kafka_ListConsumerGroupOffsets_destroy>>;

constexpr int kBoundsTimeoutMs = 10'000;
/// For one partition, once asking for all of them has taken its full time: some leader is away.
constexpr int kOneBoundTimeoutMs = 1'000;

/// The first (RD_KAFKA_OFFSET_BEGINNING) or last (RD_KAFKA_OFFSET_END) offset of the listed partitions, into the list. Not by
/// rd_kafka_query_watermark_offsets: that one ignores its time-out (2.0.2 to 2.8.0) and waits for ever for a leader that was lost a moment ago.
rd_kafka_resp_err_t ask_bound(const kafka::Client& consumer, rd_kafka_topic_partition_list_t& list, std::int64_t which, int timeout_ms) {
  for (int i = 0; i < list.cnt; ++i) list.elems[i].offset = which;
  return rd_kafka_offsets_for_times(consumer.get(), &list, timeout_ms);
}

void add(rd_kafka_topic_partition_list_t& list, const KafkaSettings& settings, PartitionId partition) {
  rd_kafka_topic_partition_list_add(&list, topic_name(settings, partition.topic).c_str(), partition.number);
}

kafka::PartitionListHandle list_of(const KafkaSettings& settings, std::span<const CommittedOffset> partitions) {
  kafka::PartitionListHandle list{rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size()))};
  for (const auto& each : partitions) add(*list, settings, each.partition);
  return list;
}

/// Fills in both bounds of these partitions, or tells why all of them cannot be had.
rd_kafka_resp_err_t read_bounds_together(const kafka::Client& consumer, const KafkaSettings& settings, std::span<CommittedOffset> partitions,
                                         int timeout_ms) {
  const auto low = list_of(settings, partitions);
  const auto high = list_of(settings, partitions);
  auto error = ask_bound(consumer, *low, RD_KAFKA_OFFSET_BEGINNING, timeout_ms);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) error = ask_bound(consumer, *high, RD_KAFKA_OFFSET_END, timeout_ms);
  for (int i = 0; error == RD_KAFKA_RESP_ERR_NO_ERROR && i < low->cnt; ++i) {
    error = low->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR ? low->elems[i].err : high->elems[i].err;
    partitions[static_cast<std::size_t>(i)].low_watermark = low->elems[i].offset;
    partitions[static_cast<std::size_t>(i)].high_watermark = high->elems[i].offset;
  }
  return error;
}

/// librdkafka keeps asking the leader that it knows, dead or not. Asking for the topic's metadata makes it know the new one.
void look_for_leaders(const kafka::Client& consumer, const std::string& topic) {
  const kafka::TopicHandle handle{rd_kafka_topic_new(consumer.get(), topic.c_str(), nullptr)};
  const rd_kafka_metadata_t* raw = nullptr;
  // No answer changes nothing: the bounds are asked for all the same, and tell why they cannot be had.
  if (rd_kafka_metadata(consumer.get(), 0, handle.get(), &raw, kOneBoundTimeoutMs) == RD_KAFKA_RESP_ERR_NO_ERROR) rd_kafka_metadata_destroy(raw);
}

void read_log_bounds(const kafka::Client& consumer, const KafkaSettings& settings, std::span<CommittedOffset> partitions) {
  if (read_bounds_together(consumer, settings, partitions, kBoundsTimeoutMs) == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  look_for_leaders(consumer, topic_name(settings, InputTopic::requests));
  for (auto& each : partitions) {
    const auto error = read_bounds_together(consumer, settings, {&each, 1}, kOneBoundTimeoutMs);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
      each.unreadable =
          "the first and last offset of " + topic_name(settings, each.partition.topic) + "/" + std::to_string(each.partition.number) + " cannot be read: " + rd_kafka_err2str(error);
  }
}

}  // namespace

Result<std::vector<PartitionId>> read_missing(const kafka::Client& producer, const KafkaSettings& settings,
                                              const std::vector<PartitionId>& partitions, std::chrono::milliseconds timeout) {
  const kafka::PartitionListHandle list{rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size()))};
  for (const PartitionId partition : partitions) add(*list, settings, partition);
  const OffsetsRequest request{rd_kafka_ListConsumerGroupOffsets_new(settings.group.c_str(), list.get())};
  const kafka::QueueHandle queue{rd_kafka_queue_new(producer.get())};
  rd_kafka_ListConsumerGroupOffsets_t* one = request.get();
  rd_kafka_ListConsumerGroupOffsets(producer.get(), &one, 1, nullptr, queue.get());
  const kafka::EventHandle event{rd_kafka_queue_poll(queue.get(), static_cast<int>(timeout.count()))};
  if (!event) return Error{"committed offsets cannot be read: no answer"};
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return Error{std::string{"committed offsets cannot be read: "} + rd_kafka_event_error_string(event.get())};
  std::size_t count = 0;
  const auto** groups =
      rd_kafka_ListConsumerGroupOffsets_result_groups(rd_kafka_event_ListConsumerGroupOffsets_result(event.get()), &count);
  if (count != 1) return Error{"committed offsets cannot be read: an answer without the group"};
  if (const auto* error = rd_kafka_group_result_error(groups[0])) return Error{std::string{"committed offsets cannot be read: "} + rd_kafka_error_string(error)};
  std::vector<PartitionId> missing;
  const auto* found = rd_kafka_group_result_partitions(groups[0]);
  for (int i = 0; found != nullptr && i < found->cnt; ++i)
    if (found->elems[i].err == RD_KAFKA_RESP_ERR_NO_ERROR && found->elems[i].offset < 0)
      missing.push_back(partition_id(settings, found->elems[i].topic, found->elems[i].partition));
  return missing;
}

Result<std::vector<CommittedOffset>> read_committed(const kafka::Client& consumer, const KafkaSettings& settings,
                                                    const std::vector<PartitionId>& partitions, std::chrono::milliseconds timeout,
                                                    LogBounds bounds) {
  const kafka::PartitionListHandle list{rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size()))};
  for (const PartitionId partition : partitions) add(*list, settings, partition);
  const auto error = rd_kafka_committed(consumer.get(), list.get(), static_cast<int>(timeout.count()));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Error{std::string{"committed offsets cannot be read: "} + rd_kafka_err2str(error)};
  std::vector<CommittedOffset> all;
  for (int i = 0; i < list->cnt; ++i) {
    const auto& entry = list->elems[i];
    if (entry.err != RD_KAFKA_RESP_ERR_NO_ERROR) return Error{std::string{"a committed offset cannot be read: "} + rd_kafka_err2str(entry.err)};
    CommittedOffset committed;
    committed.partition = partition_id(settings, entry.topic, entry.partition);
    if (entry.offset >= 0) committed.offset = entry.offset;
    if (entry.metadata != nullptr) committed.metadata.assign(static_cast<const char*>(entry.metadata), entry.metadata_size);
    all.push_back(std::move(committed));
  }
  if (bounds == LogBounds::read && !all.empty()) read_log_bounds(consumer, settings, all);
  return all;
}

}  // namespace iw
