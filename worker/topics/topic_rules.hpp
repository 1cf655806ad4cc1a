// Topics → what is wrong with them for this worker, and why. Pure, any thread; it asks no cluster.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "worker/topics/topic_facts.hpp"

namespace iw {

/// How grave it is.
enum class Gravity : std::uint8_t {
  note,    ///< works, and could be better
  failed,  ///< requests or results would be lost or stand still
};

/// One thing about one topic: what, why, and what to do.
struct TopicFinding {
  std::string topic;
  Gravity gravity = Gravity::note;
  std::string text;
};

/// Everything that there is to say. `retry_deadline`: retry.deadline, for which a request must stay in its topic.
[[nodiscard]] std::vector<TopicFinding> judge_topics(const std::vector<TopicFacts>& topics, std::chrono::milliseconds retry_deadline);

/// "12 partitions, 3 replicas, cleanup.policy delete, …": a topic in one line.
[[nodiscard]] std::string describe_topic(const TopicFacts& topic);

/// The settings that a topic of this role is made with.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> settings_for(TopicRole role, std::chrono::milliseconds retry_deadline);

}  // namespace iw
