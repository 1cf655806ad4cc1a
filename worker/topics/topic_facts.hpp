// The worker's topics as the cluster has them. Plain data, any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "worker/settings/settings.hpp"

namespace iw {

/// What the worker uses a topic for.
enum class TopicRole : std::uint8_t { requests, results, dead_letters };

/// "requests", "results", "dead letters".
[[nodiscard]] constexpr std::string_view name_of(TopicRole role) {
  return role == TopicRole::requests ? "requests" : role == TopicRole::results ? "results" : "dead letters";
}

/// One topic.
struct TopicFacts {
  TopicRole role = TopicRole::requests;
  std::string name;
  bool exists = false;
  std::string trouble;  ///< why nothing more is known of it (a permission); empty when all is
  int partitions = 0;
  int replicas = 0;
  std::map<std::string, std::string, std::less<>> settings;  ///< as Kafka names them; empty when they may not be read
};

/// The topics that the settings name, without what the cluster says of them.
[[nodiscard]] inline std::vector<TopicFacts> topics_of(const KafkaSettings& settings) {
  std::vector<TopicFacts> topics{{TopicRole::requests, settings.topics.requests, false, {}, 0, 0, {}}, {TopicRole::results, settings.topics.results, false, {}, 0, 0, {}}};
  if (!settings.topics.dead_letters.empty()) topics.push_back({TopicRole::dead_letters, settings.topics.dead_letters, false, {}, 0, 0, {}});
  return topics;
}

}  // namespace iw
