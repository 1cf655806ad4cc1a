#include "worker/demo/demo_client.hpp"

#include <array>
#include <utility>

#include "common/kafka/kafka_error.hpp"
#include "worker/demo/demo_requests.hpp"
#include "worker/kafka/kafka_options.hpp"

namespace iw {

namespace {

constexpr int kTimeoutMs = 15'000;

using NewTopicHandle = std::unique_ptr<rd_kafka_NewTopic_t, kafka::Destroyer<rd_kafka_NewTopic_destroy>>;

/// What one topic's creation came to; a topic that exists is fine.
Result<void> outcome_of(const rd_kafka_CreateTopics_result_t& result) {
  std::size_t count = 0;
  const auto* topics = rd_kafka_CreateTopics_result_topics(&result, &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto error = rd_kafka_topic_result_error(topics[i]);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR && error != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
      return Error{std::string{"topic "} + rd_kafka_topic_result_name(topics[i]) + " cannot be made: " + rd_kafka_err2str(error)};
  }
  return {};
}

}  // namespace

Result<void> create_topics(const KafkaSettings& settings, int partitions) {
  auto client = kafka::make_client(RD_KAFKA_PRODUCER, plain_options(settings), {});
  if (!client) return client.error();
  std::array<char, 256> why{};
  std::array<NewTopicHandle, 3> owned;
  std::array<rd_kafka_NewTopic_t*, 3> topics{};
  const std::array names{settings.topics.requests, settings.topics.results, settings.topics.dead_letters};
  for (std::size_t i = 0; i < names.size(); ++i) {
    owned[i].reset(rd_kafka_NewTopic_new(names[i].c_str(), partitions, 1, why.data(), why.size()));
    if (!owned[i]) return Error{"topic " + names[i] + " cannot be made: " + why.data()};
    topics[i] = owned[i].get();
  }
  const kafka::QueueHandle queue{rd_kafka_queue_new((*client)->get())};
  rd_kafka_CreateTopics((*client)->get(), topics.data(), topics.size(), nullptr, queue.get());
  const kafka::EventHandle event{rd_kafka_queue_poll(queue.get(), kTimeoutMs)};
  if (!event || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return Error{std::string{"topics cannot be made: "} + (event ? rd_kafka_event_error_string(event.get()) : "no answer from the broker")};
  return outcome_of(*rd_kafka_event_CreateTopics_result(event.get()));
}

Result<void> send_demo_requests(const KafkaSettings& settings, std::uint32_t count) {
  std::uint32_t delivered = 0;
  auto client =
      kafka::make_client(RD_KAFKA_PRODUCER, plain_options(settings), {.log = {}, .on_delivery = [&delivered](const rd_kafka_message_t& message) {
                                                                        delivered += message.err == RD_KAFKA_RESP_ERR_NO_ERROR ? 1 : 0;
                                                                      }});
  if (!client) return client.error();
  const kafka::TopicHandle topic{rd_kafka_topic_new((*client)->get(), settings.topics.requests.c_str(), nullptr)};
  for (std::uint32_t n = 0; n < count; ++n) {
    auto value = demo_request(n);
    const auto key = "request-" + std::to_string(n);
    if (rd_kafka_produce(topic.get(), RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, value.data(), value.size(), key.data(), key.size(), nullptr) != 0)
      return Error{std::string{"a request cannot be sent: "} + rd_kafka_err2str(rd_kafka_last_error())};
  }
  const auto error = rd_kafka_flush((*client)->get(), kTimeoutMs);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR || delivered != count)
    return Error{"only " + std::to_string(delivered) + " of " + std::to_string(count) + " requests reached the broker"};
  return {};
}

Result<std::unique_ptr<TopicReader>> TopicReader::open(const KafkaSettings& settings, const std::string& topic) {
  // A group of its own that never commits, so that each run reads from the beginning.
  auto options = kafka::with(plain_options(settings),
                             {{"group.id", settings.group + ".demo-reader"}, {"isolation.level", "read_committed"}, {"enable.auto.commit", "false"}});
  auto client = kafka::make_client(RD_KAFKA_CONSUMER, options, {});
  if (!client) return client.error();
  std::unique_ptr<TopicReader> reader{new TopicReader{std::move(*client)}};
  rd_kafka_t* handle = reader->client_->get();
  if (const auto error = rd_kafka_poll_set_consumer(handle); error != RD_KAFKA_RESP_ERR_NO_ERROR)
    return Error{"topic " + topic + " cannot be read: " + rd_kafka_err2str(error)};
  const kafka::TopicHandle looked_at{rd_kafka_topic_new(handle, topic.c_str(), nullptr)};
  const rd_kafka_metadata_t* raw = nullptr;
  if (const auto error = rd_kafka_metadata(handle, 0, looked_at.get(), &raw, kTimeoutMs); error != RD_KAFKA_RESP_ERR_NO_ERROR)
    return Error{"no metadata of topic " + topic + ": " + rd_kafka_err2str(error)};
  const kafka::MetadataHandle metadata{raw};
  const kafka::PartitionListHandle partitions{rd_kafka_topic_partition_list_new(8)};
  for (int i = 0; metadata->topic_cnt == 1 && i < metadata->topics[0].partition_cnt; ++i)
    rd_kafka_topic_partition_list_add(partitions.get(), topic.c_str(), metadata->topics[0].partitions[i].id)->offset = RD_KAFKA_OFFSET_BEGINNING;
  if (const auto error = rd_kafka_assign(handle, partitions.get()); error != RD_KAFKA_RESP_ERR_NO_ERROR)
    return Error{"topic " + topic + " cannot be read: " + rd_kafka_err2str(error)};
  return reader;
}

std::optional<std::string> TopicReader::next(std::chrono::milliseconds patience) {
  const kafka::MessageHandle message{rd_kafka_consumer_poll(client_->get(), static_cast<int>(patience.count()))};
  if (!message || message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
  return std::string{static_cast<const char*>(message->payload), message->len};
}

}  // namespace iw
