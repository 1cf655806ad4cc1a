#include "worker/topics/kafka_topic_admin.hpp"

#include <array>
#include <memory>
#include <utility>

namespace iw {

namespace {

using kafka::Destroyer;
using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, Destroyer<rd_kafka_AdminOptions_destroy>>;
using Resource = std::unique_ptr<rd_kafka_ConfigResource_t, Destroyer<rd_kafka_ConfigResource_destroy>>;
using NewTopicHandle = std::unique_ptr<rd_kafka_NewTopic_t, Destroyer<rd_kafka_NewTopic_destroy>>;

AdminOptions options_for(rd_kafka_t* client, rd_kafka_admin_op_t operation, int patience_ms) {
  AdminOptions options{rd_kafka_AdminOptions_new(client, operation)};
  std::array<char, 256> why{};
  // Both can be refused only for times out of librdkafka's range: then its own default holds, and our poll ends the wait.
  (void)rd_kafka_AdminOptions_set_request_timeout(options.get(), patience_ms, why.data(), why.size());
  if (operation == RD_KAFKA_ADMIN_OP_CREATETOPICS) (void)rd_kafka_AdminOptions_set_operation_timeout(options.get(), patience_ms, why.data(), why.size());
  return options;
}

/// Waits for the one answer to a question of the admin API.
Result<kafka::EventHandle> answer_on(const kafka::QueueHandle& queue, int patience_ms) {
  kafka::EventHandle event{rd_kafka_queue_poll(queue.get(), patience_ms)};
  if (!event) return Error{"no answer from the cluster"};
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) return Error{rd_kafka_event_error_string(event.get())};
  return event;
}

}  // namespace

Result<void> TopicAdmin::look_at(std::vector<TopicFacts>& topics) const {
  for (TopicFacts& topic : topics)
    if (auto looked = look_at(topic); !looked) return looked;
  return {};
}

Result<void> TopicAdmin::look_at(TopicFacts& topic) const {
  const kafka::TopicHandle handle{rd_kafka_topic_new(client_.get(), topic.name.c_str(), nullptr)};
  const rd_kafka_metadata_t* raw = nullptr;
  if (const auto error = rd_kafka_metadata(client_.get(), 0, handle.get(), &raw, patience_ms()); error != RD_KAFKA_RESP_ERR_NO_ERROR)
    return Error{std::string{"no answer from the cluster ("} + rd_kafka_err2str(error) + "); check kafka.brokers and, for TLS or SASL, kafka.client"};
  const kafka::MetadataHandle metadata{raw};
  const auto error = metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
  if (error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return {};
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    topic.trouble = std::string{rd_kafka_err2str(error)} + "; check the topic's permissions";
    return {};
  }
  topic.exists = true;
  topic.partitions = metadata->topics[0].partition_cnt;
  topic.replicas = topic.partitions > 0 ? metadata->topics[0].partitions[0].replica_cnt : 0;
  if (auto settings = read_settings(RD_KAFKA_RESOURCE_TOPIC, topic.name)) topic.settings = std::move(*settings);
  return {};
}

Result<void> TopicAdmin::create(const NewTopic& topic) const {
  std::array<char, 512> why{};
  const NewTopicHandle made{rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions, topic.replicas, why.data(), why.size())};
  if (!made) return Error{"topic " + topic.name + " cannot be made: " + why.data()};
  for (const auto& [name, value] : topic.settings)
    if (rd_kafka_NewTopic_set_config(made.get(), name.c_str(), value.c_str()) != RD_KAFKA_RESP_ERR_NO_ERROR)
      return Error{"topic " + topic.name + " cannot be made with " + name + "=" + value};
  const auto options = options_for(client_.get(), RD_KAFKA_ADMIN_OP_CREATETOPICS, patience_ms());
  const kafka::QueueHandle queue{rd_kafka_queue_new(client_.get())};
  rd_kafka_NewTopic_t* one = made.get();
  rd_kafka_CreateTopics(client_.get(), &one, 1, options.get(), queue.get());
  const auto event = answer_on(queue, patience_ms());
  if (!event) return Error{"topic " + topic.name + " cannot be made: " + event.error().message};
  std::size_t count = 0;
  const auto* results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event->get()), &count);
  if (count != 1 || rd_kafka_topic_result_error(results[0]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* said = count == 1 ? rd_kafka_topic_result_error_string(results[0]) : nullptr;
    return Error{"topic " + topic.name + " cannot be made: " + (said != nullptr ? said : "no reason was given")};
  }
  return {};
}

Result<BrokerSettings> TopicAdmin::broker_settings() const {
  const rd_kafka_metadata_t* raw = nullptr;
  if (const auto error = rd_kafka_metadata(client_.get(), 0, nullptr, &raw, patience_ms()); error != RD_KAFKA_RESP_ERR_NO_ERROR)
    return Error{rd_kafka_err2str(error)};
  const kafka::MetadataHandle metadata{raw};
  if (metadata->broker_cnt == 0) return Error{"the cluster names no broker"};
  return read_settings(RD_KAFKA_RESOURCE_BROKER, std::to_string(metadata->brokers[0].id));
}

Result<BrokerSettings> TopicAdmin::read_settings(rd_kafka_ResourceType_t type, const std::string& name) const {
  const Resource resource{rd_kafka_ConfigResource_new(type, name.c_str())};
  const auto options = options_for(client_.get(), RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, patience_ms());
  const kafka::QueueHandle queue{rd_kafka_queue_new(client_.get())};
  rd_kafka_ConfigResource_t* one = resource.get();
  rd_kafka_DescribeConfigs(client_.get(), &one, 1, options.get(), queue.get());
  const auto event = answer_on(queue, patience_ms());
  if (!event) return event.error();
  std::size_t count = 0;
  const auto** resources = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event->get()), &count);
  if (count != 1) return Error{"no answer about " + name};
  if (const auto error = rd_kafka_ConfigResource_error(resources[0]); error != RD_KAFKA_RESP_ERR_NO_ERROR) return Error{rd_kafka_err2str(error)};
  const auto** entries = rd_kafka_ConfigResource_configs(resources[0], &count);
  BrokerSettings settings;
  for (std::size_t i = 0; i < count; ++i)
    if (const char* value = rd_kafka_ConfigEntry_value(entries[i])) settings[rd_kafka_ConfigEntry_name(entries[i])] = value;
  return settings;
}

}  // namespace iw
