#include "worker/cli/check_group.hpp"

#include <memory>
#include <optional>
#include <string>

#include "common/kafka/kafka_error.hpp"
#include "worker/kafka/kafka_options.hpp"
#include "worker/topics/broker_rules.hpp"

namespace iw {

namespace {

using std::chrono::milliseconds;
using GroupList = std::unique_ptr<const rd_kafka_group_list, kafka::Destroyer<rd_kafka_group_list_destroy>>;

/// What is looked at of a group.
struct Group {
  int members = 0;
  std::string protocol;  ///< how it shares partitions; empty without members
};

std::string remedy(rd_kafka_resp_err_t code) {
  if (code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) return "; allow Read and Describe on the group";
  if (code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) return "; allow Read on the request topic";
  if (code == RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT) return "; kafka.session_timeout lies outside the broker's group.min/max.session.timeout.ms";
  return "";
}

Result<Group> look_at(const kafka::Client& client, const std::string& name, milliseconds patience) {
  const rd_kafka_group_list* raw = nullptr;
  const auto error = rd_kafka_list_groups(client.get(), name.c_str(), &raw, static_cast<int>(patience.count()));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Error{rd_kafka_err2str(error) + remedy(error)};
  const GroupList list{raw};
  if (list->group_cnt == 0) return Group{};
  const auto& found = list->groups[0];
  if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) return Error{rd_kafka_err2str(found.err) + remedy(found.err)};
  return Group{found.member_cnt, found.protocol != nullptr && found.member_cnt > 0 ? found.protocol : ""};
}

/// What ends the attempt to join: an assignment, or a trouble that does not mend itself.
std::optional<std::string> outcome_of(rd_kafka_event_t* event) {
  if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE) return "";
  if (rd_kafka_event_type(event) != RD_KAFKA_EVENT_ERROR) return std::nullopt;
  const auto code = rd_kafka_event_error(event);
  if (!kafka::is_trouble(code)) return std::nullopt;
  return rd_kafka_event_error_string(event) + remedy(code);
}

/// Leaves the group again, so that the next one who joins need not wait for the session to end.
void leave(const kafka::Client& consumer, rd_kafka_queue_t* queue) {
  rd_kafka_assign(consumer.get(), nullptr);
  if (kafka::take_error(rd_kafka_consumer_close_queue(consumer.get(), queue))) return;
  for (int turn = 0; turn < 20 && rd_kafka_consumer_closed(consumer.get()) == 0; ++turn) {
    const kafka::EventHandle event{rd_kafka_queue_poll(queue, 100)};
    if (event && rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_REBALANCE) rd_kafka_assign(consumer.get(), nullptr);
  }
}

/// Joins and leaves. Why it could not join; empty when it could.
std::string try_to_join(const KafkaSettings& settings, milliseconds patience) {
  auto options = consumer_options(settings);
  options.erase("group.instance.id");  // a name of its own would outlive it for a session
  const auto consumer = kafka::make_client(RD_KAFKA_CONSUMER, options, {}, RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR);
  if (!consumer) return consumer.error().message;
  rd_kafka_poll_set_consumer((*consumer)->get());
  const kafka::QueueHandle queue{rd_kafka_queue_get_consumer((*consumer)->get())};
  const kafka::PartitionListHandle topics{rd_kafka_topic_partition_list_new(1)};
  rd_kafka_topic_partition_list_add(topics.get(), settings.topics.requests.c_str(), RD_KAFKA_PARTITION_UA);
  if (const auto error = rd_kafka_subscribe((*consumer)->get(), topics.get()); error != RD_KAFKA_RESP_ERR_NO_ERROR) return rd_kafka_err2str(error);
  const auto until = BootClock::now() + patience;
  std::optional<std::string> outcome;
  while (!outcome && BootClock::now() < until)
    if (const kafka::EventHandle event{rd_kafka_queue_poll(queue.get(), 100)}) outcome = outcome_of(event.get());
  leave(**consumer, queue.get());
  return outcome.value_or("no assignment came within " + std::to_string(patience.count() / 1000) + " s");
}

}  // namespace

GroupSeen check_group(const kafka::Client& client, const KafkaSettings& settings, const CheckTime& time, std::vector<Finding>& findings) {
  const auto label = "group " + settings.group + ": ";
  const auto group = look_at(client, settings.group, time.left(milliseconds{3'000}));
  if (!group) {
    findings.push_back({false, label + kafka::hide_secrets(group.error().message, settings.client)});
    return GroupSeen::unknown;
  }
  if (const auto other = judge_assignor(group->protocol, settings.group); !other.empty()) {
    findings.push_back({false, other});
    return GroupSeen::in_use;
  }
  if (group->members > 0) {
    findings.push_back({true, label + std::to_string(group->members) + " members share it by " + group->protocol + "; it was not joined, which would disturb them"});
    return GroupSeen::in_use;
  }
  const auto trouble = try_to_join(settings, time.left(milliseconds{7'000}));
  findings.push_back({trouble.empty(), label + (trouble.empty() ? "joined and left again" : "cannot be joined: " + kafka::hide_secrets(trouble, settings.client))});
  return GroupSeen::empty;
}

}  // namespace iw
