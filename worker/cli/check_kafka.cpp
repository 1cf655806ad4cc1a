// The cluster as `run` would meet it: topics, limits, group and transactions, all within a quarter of a minute.
#include <algorithm>

#include "worker/cli/check_group.hpp"
#include "worker/cli/check_transactions.hpp"
#include "worker/cli/checks.hpp"
#include "worker/kafka/kafka_options.hpp"
#include "worker/topics/kafka_topic_admin.hpp"
#include "worker/topics/topic_rules.hpp"

namespace iw {

namespace {

using std::chrono::milliseconds;

void check_topics(const TopicAdmin& admin, const Settings& settings, std::vector<Finding>& findings) {
  auto topics = topics_of(settings.kafka);
  if (auto looked = admin.look_at(topics); !looked) return findings.push_back({false, looked.error().message});
  for (const TopicFacts& topic : topics)
    if (topic.exists) findings.push_back({true, "topic " + topic.name + " (" + std::string{name_of(topic.role)} + "): " + describe_topic(topic)});
  for (const TopicFinding& finding : judge_topics(topics, settings.retry.deadline))
    findings.push_back({finding.gravity == Gravity::note, "topic " + finding.topic + ": " + finding.text});
}

void check_limits(const TopicAdmin& admin, const KafkaSettings& settings, std::vector<Finding>& findings) {
  const auto broker = admin.broker_settings();
  if (!broker) return findings.push_back({true, "the broker's limits may not be read (" + broker.error().message + "), and were not looked at"});
  const auto troubles = judge_broker(*broker, settings);
  for (const auto& trouble : troubles) findings.push_back({false, trouble});
  if (troubles.empty()) findings.push_back({true, "the broker's limits on sessions, transactions and commit metadata"});
}

}  // namespace

std::vector<Finding> check_kafka(const Settings& settings) {
  const CheckTime time{milliseconds{14'000}};
  const auto client = kafka::make_client(RD_KAFKA_PRODUCER, plain_options(settings.kafka), {});
  if (!client) return {{false, client.error().message}};
  const TopicAdmin admin{**client, time.left(milliseconds{6'000})};
  std::vector<Finding> findings;
  check_topics(admin, settings, findings);
  const auto limit = version_limit(settings.kafka, rd_kafka_version());
  const bool good = std::all_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.good; });
  if (!good && !limit.empty()) findings.push_back({false, limit});
  // What is behind would only time out as well.
  const bool answers = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.good; });
  if (!answers) return findings;
  check_limits(admin, settings.kafka, findings);
  const GroupSeen group = check_group(**client, settings.kafka, time, findings);
  check_transactions(settings.kafka, group, time, findings);
  return findings;
}

}  // namespace iw
