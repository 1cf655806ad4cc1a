// The topics of a cluster, looked at and made. Main thread, blocking with bounds.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "common/error.hpp"
#include "common/kafka/client.hpp"
#include "worker/topics/broker_rules.hpp"
#include "worker/topics/topic_facts.hpp"

namespace iw {

/// What a topic is made with.
struct NewTopic {
  std::string name;
  int partitions = 1;
  int replicas = -1;  ///< -1: as the broker has it by default
  std::vector<std::pair<std::string, std::string>> settings;
};

/// A cluster seen through one client, whose options say who we are.
class TopicAdmin {
 public:
  /// `patience` bounds each question.
  TopicAdmin(const kafka::Client& client, std::chrono::milliseconds patience) : client_(client), patience_(patience) {}

  /// Fills in what the cluster says. The error: it says nothing at all. A topic that may not be seen says so in its `trouble`.
  [[nodiscard]] Result<void> look_at(std::vector<TopicFacts>& topics) const;
  [[nodiscard]] Result<void> create(const NewTopic& topic) const;
  /// The settings of any one broker that answers.
  [[nodiscard]] Result<BrokerSettings> broker_settings() const;

 private:
  [[nodiscard]] int patience_ms() const { return static_cast<int>(patience_.count()); }
  [[nodiscard]] Result<void> look_at(TopicFacts& topic) const;
  [[nodiscard]] Result<BrokerSettings> read_settings(rd_kafka_ResourceType_t type, const std::string& name) const;

  const kafka::Client& client_;
  std::chrono::milliseconds patience_;
};

}  // namespace iw
