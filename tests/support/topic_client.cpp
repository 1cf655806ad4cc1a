#include "tests/support/topic_client.hpp"

#include <atomic>
#include <stdexcept>
#include <utility>

#include "common/kafka/client.hpp"
#include "common/kafka/kafka_error.hpp"
#include "worker/source/kafka_record.hpp"

namespace iw::testing {

namespace {

constexpr int kTimeoutMs = 30'000;

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

rd_kafka_resp_err_t send_one(rd_kafka_t* producer, const std::string& topic, const Sent& record) {
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
                        RD_KAFKA_V_KEY(key, key_size), RD_KAFKA_V_VALUE(value, value_size), RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_END);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) (void)headers.release();
  return error;
}

}  // namespace

void send_all(const std::string& brokers, const std::string& topic, const std::vector<Sent>& records, bool in_transaction) {
  kafka::Options options{{"bootstrap.servers", brokers},
                         {"log_level", "0"},
                         {"message.max.bytes", "8000000"},
                         {"linger.ms", "5"},
                         {"queue.buffering.max.messages", "2000000"}};
  if (in_transaction) options["transactional.id"] = "upstream-" + topic;
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
  for (const auto& record : records) must(send_one(client->get(), topic, record), "send");
  must(rd_kafka_flush(client->get(), kTimeoutMs), "flush");
  if (in_transaction) must(rd_kafka_commit_transaction(client->get(), kTimeoutMs), "commit");
  if (delivered != records.size()) throw std::runtime_error{"not all records were taken"};
}

std::vector<Record> read_all(const std::string& brokers, const std::string& topic) {
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
  const auto partitions = partitions_of(*client, topic);
  const kafka::PartitionListHandle list{rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size()))};
  for (const auto partition : partitions) rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = RD_KAFKA_OFFSET_BEGINNING;
  must(rd_kafka_assign(client->get(), list.get()), "assign");
  std::vector<Record> records;
  for (std::size_t ended = 0; ended < partitions.size();) {
    const kafka::MessageHandle message{rd_kafka_consumer_poll(client->get(), kTimeoutMs)};
    if (!message) throw std::runtime_error{"topic " + topic + " cannot be read to its end"};
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
      ++ended;
    else if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
      records.push_back(copy_record(*message));
  }
  return records;
}

GroupState group_state(const std::string& brokers, const std::string& group, const std::string& topic) {
  const auto client =
      kafka::make_client(RD_KAFKA_CONSUMER,
                         {{"bootstrap.servers", brokers}, {"group.id", group}, {"isolation.level", "read_committed"}, {"log_level", "0"}}, {})
          .value();
  const auto partitions = partitions_of(*client, topic);
  const kafka::PartitionListHandle list{rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size()))};
  for (const auto partition : partitions) rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
  must(rd_kafka_committed(client->get(), list.get(), kTimeoutMs), "committed");
  GroupState state;
  for (int i = 0; i < list->cnt; ++i) {
    const auto& entry = list->elems[i];
    std::int64_t low = 0;
    std::int64_t high = 0;
    must(rd_kafka_query_watermark_offsets(client->get(), topic.c_str(), entry.partition, &low, &high, kTimeoutMs), "watermarks");
    const auto committed = entry.offset >= 0 ? entry.offset : low;
    state.committed[entry.partition] = committed;
    state.metadata[entry.partition] = entry.metadata == nullptr ? "" : std::string{static_cast<const char*>(entry.metadata), entry.metadata_size};
    state.lag += high - committed;
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
