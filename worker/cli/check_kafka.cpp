#include <algorithm>
#include <map>

#include "worker/cli/checks.hpp"
#include "worker/kafka/kafka_options.hpp"

namespace iw {

namespace {

constexpr int kTimeoutMs = 10'000;

/// Partitions of a topic, or what is wrong with it.
Result<int> count_partitions(const kafka::Client& client, const std::string& name) {
  const kafka::TopicHandle topic{rd_kafka_topic_new(client.get(), name.c_str(), nullptr)};
  const rd_kafka_metadata_t* raw = nullptr;
  if (const auto error = rd_kafka_metadata(client.get(), 0, topic.get(), &raw, kTimeoutMs); error != RD_KAFKA_RESP_ERR_NO_ERROR)
    return Error{std::string{"no answer from the cluster ("} + rd_kafka_err2str(error) + "); check kafka.brokers and, for TLS or SASL, kafka.client"};
  const kafka::MetadataHandle metadata{raw};
  if (metadata->topic_cnt != 1) return Error{"the cluster says nothing of this topic"};
  if (const auto error = metadata->topics[0].err; error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    return Error{"does not exist; create it, the worker never does"};
  else if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
    return Error{std::string{rd_kafka_err2str(error)} + "; check the topic's permissions"};
  return metadata->topics[0].partition_cnt;
}

}  // namespace

std::vector<Finding> check_kafka(const Settings& settings) {
  const auto client = kafka::make_client(RD_KAFKA_PRODUCER, plain_options(settings.kafka), {});
  if (!client) return {{false, client.error().message}};
  std::vector<Finding> findings;
  const auto& topics = settings.kafka.topics;
  int requests = 0;
  for (const auto& [role, name] :
       std::map<std::string, std::string>{{"1 requests", topics.requests}, {"2 results", topics.results}, {"3 dead letters", topics.dead_letters}}) {
    if (name.empty()) continue;
    const auto count = count_partitions(**client, name);
    const auto label = "topic " + name + " (" + role.substr(2) + "): ";
    if (!count) {
      findings.push_back({false, label + count.error().message});
      continue;
    }
    if (role.front() == '1') requests = *count;
    const bool differs = role.front() != '1' && *count != requests;
    findings.push_back({true, label + std::to_string(*count) + " partitions" +
                                  (differs ? "; not as many as the request topic, so partitions are picked by key" : "")});
  }
  const bool good = std::all_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.good; });
  if (const auto limit = version_limit(settings.kafka, rd_kafka_version()); !good && !limit.empty()) findings.push_back({false, limit});
  return findings;
}

}  // namespace iw
