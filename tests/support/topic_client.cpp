#include "tests/support/topic_client.hpp"

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

#include "common/kafka/client.hpp"
#include "common/kafka/kafka_error.hpp"
#include "worker/kafka/kafka_record.hpp"

namespace iw::testing {

namespace {

constexpr int kTimeoutMs = 30'000;
constexpr int kBoundTimeoutMs = 10'000;

void must(rd_kafka_resp_err_t error, const char* what) {
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error{std::string{what} + ": " + rd_kafka_err2str(error)};
}

void must(rd_kafka_error_t* raw, const char* what) {
  if (const auto error = kafka::take_error(raw)) throw std::runtime_error{std::string{what} + ": " + error.text};
}

std::vector<std::int32_t> partitions_of(const kafka::Client& client, const std::string& topic) {
  const kafka::TopicHandle handle{rd_kafka_topic_new(client.get(), topic.c_str(), nullptr)};
  const rd_kafka_metadata_t* raw = nullptr;
  must(rd_kafka_metadata(client.get(), 0, handle.get(), &raw, kTimeoutMs), "metadata");
  const kafka::MetadataHandle metadata{raw};
  std::vector<std::int32_t> partitions;
  for (int i = 0; metadata->topic_cnt == 1 && i < metadata->topics[0].partition_cnt; ++i) partitions.push_back(metadata->topics[0].partitions[i].id);
  if (partitions.empty()) throw std::runtime_error{"topic " + topic + " has no partitions"};
  return partitions;
}

/// The first or last offset of a partition. rd_kafka_query_watermark_offsets would do, but it waits for ever for a leader that was just lost.
std::int64_t bound_of(const kafka::Client& client, const std::string& topic, std::int32_t partition, std::int64_t which) {
  const kafka::PartitionListHandle list{rd_kafka_topic_partition_list_new(1)};
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = which;
  must(rd_kafka_offsets_for_times(client.get(), list.get(), kBoundTimeoutMs), "bounds");
  must(list->elems[0].err, "bound");
  return list->elems[0].offset;
}

/// Reads committed offsets. A broker that has just been started says for a while that it does not coordinate the group: it is asked again.
rd_kafka_resp_err_t committed_when_loaded(const kafka::Client& client, rd_kafka_topic_partition_list_t* partitions) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::milliseconds{kTimeoutMs};
  for (;;) {
    const auto error = rd_kafka_committed(client.get(), partitions, kTimeoutMs);
    const bool loading = error == RD_KAFKA_RESP_ERR_NOT_COORDINATOR || error == RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE ||
                         error == RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS;
    if (!loading || std::chrono::steady_clock::now() > give_up) return error;
    std::this_thread::sleep_for(std::chrono::milliseconds{100});  // a broker is waited for: there is nothing to be signalled by
  }
}

/// The offset that reading each partition must reach: its end as it is now, or any.
std::map<std::int32_t, std::int64_t> ends_of(const kafka::Client& client, const std::string& topic, bool open_transactions_too) {
  std::map<std::int32_t, std::int64_t> ends;
  for (const auto partition : partitions_of(client, topic)) {
    ends[partition] = open_transactions_too ? bound_of(client, topic, partition, RD_KAFKA_OFFSET_END) : 0;
  }
  return ends;
}

/// Hands on every record that is visible. A partition says where it ends: with a transaction open on it, that is where the transaction begins.
void read_records(const std::string& brokers, const std::string& topic, bool open_transactions_too, const std::function<void(Record)>& take) {
  const auto client = kafka::make_client(RD_KAFKA_CONSUMER,
                                         {{"bootstrap.servers", brokers},
                                          {"group.id", "reader"},
                                          {"isolation.level", "read_committed"},
                                          {"log_level", "0"},
                                          {"enable.auto.commit", "false"},
                                          {"enable.partition.eof", "true"},
                                          {"fetch.message.max.bytes", "8000000"}},
                                         {})
                          .value();
  must(rd_kafka_poll_set_consumer(client->get()), "consumer");
  auto ends = ends_of(*client, topic, open_transactions_too);
  const kafka::PartitionListHandle list{rd_kafka_topic_partition_list_new(static_cast<int>(ends.size()))};
  for (const auto& [partition, end] : ends)
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = RD_KAFKA_OFFSET_BEGINNING;
  must(rd_kafka_assign(client->get(), list.get()), "assign");
  while (!ends.empty()) {
    const kafka::MessageHandle message{rd_kafka_consumer_poll(client->get(), kTimeoutMs)};
    if (!message) throw std::runtime_error{"topic " + topic + " cannot be read to its end"};
    const auto end = ends.find(message->partition);
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF && end != ends.end() && message->offset >= end->second)
      ends.erase(end);
    else if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
      take(copy_record(*message));
  }
}

}  // namespace

rd_kafka_resp_err_t produce(rd_kafka_t* producer, const std::string& topic, const Sent& record) {
  kafka::HeadersHandle headers{rd_kafka_headers_new(record.headers.size())};
  for (const auto& header : record.headers)
    must(rd_kafka_header_add(headers.get(), header.name.data(), static_cast<ssize_t>(header.name.size()),
                             header.value ? header.value->data() : nullptr, header.value ? static_cast<ssize_t>(header.value->size()) : 0),
         "header");
  // The macros cast what they are given, so they are given plain variables.
  const char* key = record.key ? record.key->data() : nullptr;
  const std::size_t key_size = record.key ? record.key->size() : 0;
  char* value = record.value ? const_cast<char*>(record.value->data()) : nullptr;
  const std::size_t value_size = record.value ? record.value->size() : 0;
  const auto error =
      rd_kafka_producev(producer, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(record.partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                        RD_KAFKA_V_KEY(key, key_size), RD_KAFKA_V_VALUE(value, value_size), RD_KAFKA_V_HEADERS(headers.get()),
                        RD_KAFKA_V_TIMESTAMP(record.timestamp_ms), RD_KAFKA_V_END);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) (void)headers.release();
  return error;
}

void send_all(const std::string& brokers, const std::string& topic, const std::vector<Sent>& records, bool in_transaction) {
  kafka::Options options{{"bootstrap.servers", brokers},
                         {"log_level", "0"},
                         {"message.max.bytes", "8000000"},
                         {"linger.ms", "5"},
                         {"queue.buffering.max.messages", "2000000"}};
  if (in_transaction) options["transactional.id"] = "upstream-" + topic;
  options["enable.idempotence"] = "true";  // on a busy machine a batch that is sent again would come behind its next one
  std::size_t delivered = 0;
  const auto client =
      kafka::make_client(
          RD_KAFKA_PRODUCER, options,
          {.log = {}, .on_delivery = [&](const rd_kafka_message_t& message) { delivered += message.err == RD_KAFKA_RESP_ERR_NO_ERROR ? 1U : 0U; }})
          .value();
  if (in_transaction) {
    must(rd_kafka_init_transactions(client->get(), kTimeoutMs), "init");
    must(rd_kafka_begin_transaction(client->get()), "begin");
  }
  for (const auto& record : records) must(produce(client->get(), topic, record), "send");
  must(rd_kafka_flush(client->get(), kTimeoutMs), "flush");
  if (in_transaction) must(rd_kafka_commit_transaction(client->get(), kTimeoutMs), "commit");
  if (delivered != records.size()) throw std::runtime_error{"not all records were taken"};
}

std::vector<Record> read_all(const std::string& brokers, const std::string& topic) {
  std::vector<Record> records;
  read_records(brokers, topic, false, [&](Record record) { records.push_back(std::move(record)); });
  return records;
}

void read_to_end(const std::string& brokers, const std::string& topic, const std::function<void(Record)>& take) {
  read_records(brokers, topic, true, take);
}

std::vector<OffsetCommit> read_offset_commits(const std::string& brokers, const std::string& group, const std::string& topic) {
  std::vector<OffsetCommit> commits;
  read_to_end(brokers, "__consumer_offsets", [&](const Record& record) {
    if (auto commit = parse_offset_commit(record, group, topic)) commits.push_back(std::move(*commit));
  });
  return commits;
}

GroupState group_state(const std::string& brokers, const std::string& group, const std::string& topic) {
  const auto client =
      kafka::make_client(RD_KAFKA_CONSUMER,
                         {{"bootstrap.servers", brokers}, {"group.id", group}, {"isolation.level", "read_committed"}, {"log_level", "0"}}, {})
          .value();
  // The log's real end: to a read_committed client a transaction that has ended a moment ago, and whose marker is not written yet, is not there at
  // all.
  const auto bounds =
      kafka::make_client(RD_KAFKA_CONSUMER,
                         {{"bootstrap.servers", brokers}, {"group.id", group}, {"isolation.level", "read_uncommitted"}, {"log_level", "0"}}, {})
          .value();
  const auto partitions = partitions_of(*client, topic);
  const kafka::PartitionListHandle list{rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size()))};
  for (const auto partition : partitions) rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
  must(committed_when_loaded(*client, list.get()), "committed");
  GroupState state;
  for (int i = 0; i < list->cnt; ++i) {
    const auto& entry = list->elems[i];
    const auto committed = entry.offset >= 0 ? entry.offset : bound_of(*bounds, topic, entry.partition, RD_KAFKA_OFFSET_BEGINNING);
    state.committed[entry.partition] = committed;
    state.metadata[entry.partition] = entry.metadata == nullptr ? "" : std::string{static_cast<const char*>(entry.metadata), entry.metadata_size};
    state.lag += bound_of(*bounds, topic, entry.partition, RD_KAFKA_OFFSET_END) - committed;
  }
  return state;
}

void commit_by_hand(const std::string& brokers, const std::string& group, const std::string& topic, std::int32_t partition, std::int64_t offset,
                    const std::string& metadata) {
  const auto client = kafka::make_client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers}, {"group.id", group}, {"log_level", "0"}}, {}).value();
  const kafka::PartitionListHandle list{rd_kafka_topic_partition_list_new(1)};
  auto* entry = rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
  entry->offset = offset;
  entry->metadata = rd_kafka_mem_malloc(nullptr, metadata.size() + 1);
  entry->metadata_size = metadata.size();
  metadata.copy(static_cast<char*>(entry->metadata), metadata.size());
  must(rd_kafka_commit(client->get(), list.get(), 0), "commit");
}

}  // namespace iw::testing
