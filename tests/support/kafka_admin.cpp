#include "tests/support/kafka_admin.hpp"

#include <array>
#include <memory>
#include <stdexcept>

#include "common/kafka/client.hpp"

namespace iw::testing {

namespace {

constexpr int kTimeoutMs = 30'000;

using kafka::Destroyer;
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Destroyer<rd_kafka_NewTopic_destroy>>;
using DeleteTopic = std::unique_ptr<rd_kafka_DeleteTopic_t, Destroyer<rd_kafka_DeleteTopic_destroy>>;
using DeleteRecords = std::unique_ptr<rd_kafka_DeleteRecords_t, Destroyer<rd_kafka_DeleteRecords_destroy>>;
using NewPartitions = std::unique_ptr<rd_kafka_NewPartitions_t, Destroyer<rd_kafka_NewPartitions_destroy>>;
using ConfigResource = std::unique_ptr<rd_kafka_ConfigResource_t, Destroyer<rd_kafka_ConfigResource_destroy>>;
using AclBinding = std::unique_ptr<rd_kafka_AclBinding_t, Destroyer<rd_kafka_AclBinding_destroy>>;

void must(rd_kafka_resp_err_t error, const std::string& what) {
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error{what + ": " + rd_kafka_err2str(error)};
}

std::unique_ptr<kafka::Client> connect(const std::string& brokers) {
  return kafka::make_client(RD_KAFKA_PRODUCER, {{"bootstrap.servers", brokers}, {"log_level", "0"}, {"allow.auto.create.topics", "false"}}, {})
      .value();
}

/// Sends one request of the admin API and waits for what came of it; `look` throws when that is no success.
template <class Request, class Look>
void ask(const std::string& brokers, const std::string& what, Request request, Look look) {
  const auto client = connect(brokers);
  const kafka::QueueHandle queue{rd_kafka_queue_new(client->get())};
  request(client->get(), queue.get());
  const kafka::EventHandle event{rd_kafka_queue_poll(queue.get(), kTimeoutMs)};
  if (!event) throw std::runtime_error{what + ": no answer"};
  must(rd_kafka_event_error(event.get()), what);
  look(event.get());
}

AclBinding binding(const std::string& topic, rd_kafka_AclOperation_t operation, rd_kafka_AclPermissionType_t type) {
  return AclBinding{rd_kafka_AclBinding_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str(), RD_KAFKA_RESOURCE_PATTERN_LITERAL, "User:ANONYMOUS", "*",
                                            operation, type, nullptr, 0)};
}

}  // namespace

void create_topic(const std::string& brokers, const std::string& topic, int partitions, int replicas) {
  const NewTopic made{rd_kafka_NewTopic_new(topic.c_str(), partitions, replicas, nullptr, 0)};
  std::array<rd_kafka_NewTopic_t*, 1> list{made.get()};
  ask(
      brokers, "create " + topic,
      [&](rd_kafka_t* client, rd_kafka_queue_t* queue) { rd_kafka_CreateTopics(client, list.data(), list.size(), nullptr, queue); },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto* results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
        const auto error = rd_kafka_topic_result_error(results[0]);
        if (error != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) must(error, "create " + topic);
      });
}

void delete_topic(const std::string& brokers, const std::string& topic) {
  const DeleteTopic gone{rd_kafka_DeleteTopic_new(topic.c_str())};
  std::array<rd_kafka_DeleteTopic_t*, 1> list{gone.get()};
  ask(
      brokers, "delete " + topic,
      [&](rd_kafka_t* client, rd_kafka_queue_t* queue) { rd_kafka_DeleteTopics(client, list.data(), list.size(), nullptr, queue); },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto* results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count);
        must(rd_kafka_topic_result_error(results[0]), "delete " + topic);
      });
}

void add_partitions(const std::string& brokers, const std::string& topic, int partitions) {
  const NewPartitions more{rd_kafka_NewPartitions_new(topic.c_str(), static_cast<std::size_t>(partitions), nullptr, 0)};
  std::array<rd_kafka_NewPartitions_t*, 1> list{more.get()};
  ask(
      brokers, "more partitions for " + topic,
      [&](rd_kafka_t* client, rd_kafka_queue_t* queue) { rd_kafka_CreatePartitions(client, list.data(), list.size(), nullptr, queue); },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto* results = rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result(event), &count);
        must(rd_kafka_topic_result_error(results[0]), "more partitions for " + topic);
      });
}

void set_topic(const std::string& brokers, const std::string& topic, const std::string& name, const std::string& value) {
  const ConfigResource resource{rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str())};
  must(rd_kafka_ConfigResource_set_config(resource.get(), name.c_str(), value.c_str()), "set " + name);
  std::array<rd_kafka_ConfigResource_t*, 1> list{resource.get()};
  ask(
      brokers, "set " + name + " of " + topic,
      [&](rd_kafka_t* client, rd_kafka_queue_t* queue) { rd_kafka_AlterConfigs(client, list.data(), list.size(), nullptr, queue); },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto** results = rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(event), &count);
        must(rd_kafka_ConfigResource_error(results[0]), "set " + name + " of " + topic);
      });
}

bool topic_exists(const std::string& brokers, const std::string& topic) {
  const auto client = connect(brokers);
  const rd_kafka_metadata_t* raw = nullptr;
  must(rd_kafka_metadata(client->get(), 1, nullptr, &raw, kTimeoutMs), "metadata");
  const kafka::MetadataHandle metadata{raw};
  for (int i = 0; i < metadata->topic_cnt; ++i)
    if (topic == metadata->topics[i].topic) return true;
  return false;
}

void delete_records(const std::string& brokers, const std::string& topic, std::int32_t partition, std::int64_t before) {
  const kafka::PartitionListHandle offsets{rd_kafka_topic_partition_list_new(1)};
  rd_kafka_topic_partition_list_add(offsets.get(), topic.c_str(), partition)->offset = before;
  const DeleteRecords gone{rd_kafka_DeleteRecords_new(offsets.get())};
  std::array<rd_kafka_DeleteRecords_t*, 1> list{gone.get()};
  ask(
      brokers, "delete records of " + topic,
      [&](rd_kafka_t* client, rd_kafka_queue_t* queue) { rd_kafka_DeleteRecords(client, list.data(), list.size(), nullptr, queue); },
      [&](rd_kafka_event_t* event) {
        const auto* results = rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event));
        must(results->elems[0].err, "delete records of " + topic);
      });
}

void forbid(const std::string& brokers, const std::string& topic, Permission permission) {
  const auto operation = permission == Permission::write ? RD_KAFKA_ACL_OPERATION_WRITE : RD_KAFKA_ACL_OPERATION_ALL;
  const auto denied = binding(topic, operation, RD_KAFKA_ACL_PERMISSION_TYPE_DENY);
  // As soon as one ACL speaks of a topic, what none of them allows is denied.
  const auto allowed = binding(topic, RD_KAFKA_ACL_OPERATION_ALL, RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW);
  std::array<rd_kafka_AclBinding_t*, 2> list{allowed.get(), denied.get()};
  ask(
      brokers, "forbid " + topic,
      [&](rd_kafka_t* client, rd_kafka_queue_t* queue) { rd_kafka_CreateAcls(client, list.data(), list.size(), nullptr, queue); },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto** results = rd_kafka_CreateAcls_result_acls(rd_kafka_event_CreateAcls_result(event), &count);
        for (std::size_t i = 0; i < count; ++i)
          if (const auto* error = rd_kafka_acl_result_error(results[i])) must(rd_kafka_error_code(error), "forbid " + topic);
      });
}

void allow_again(const std::string& brokers, const std::string& topic) {
  const AclBinding all{rd_kafka_AclBindingFilter_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str(), RD_KAFKA_RESOURCE_PATTERN_LITERAL, nullptr, nullptr,
                                                     RD_KAFKA_ACL_OPERATION_ANY, RD_KAFKA_ACL_PERMISSION_TYPE_ANY, nullptr, 0)};
  std::array<rd_kafka_AclBindingFilter_t*, 1> list{all.get()};
  ask(
      brokers, "allow " + topic,
      [&](rd_kafka_t* client, rd_kafka_queue_t* queue) { rd_kafka_DeleteAcls(client, list.data(), list.size(), nullptr, queue); },
      [](rd_kafka_event_t*) {});
}

}  // namespace iw::testing
