#include "worker/topics/topic_rules.hpp"

#include <algorithm>
#include <string_view>

#include "worker/topics/broker_rules.hpp"

namespace iw {

namespace {

using std::chrono::milliseconds;

/// A request may have 1 MiB, and a dead letter holds it with its headers and ours.
constexpr std::int64_t kLargestLetter = 1'200'000;
constexpr std::int64_t kMadeLetterBytes = 2'097'152;
constexpr milliseconds kWeek = std::chrono::hours{24 * 7};
constexpr milliseconds kMonth = std::chrono::hours{24 * 30};

std::string text(const TopicFacts& topic, std::string_view setting) {
  const auto it = topic.settings.find(setting);
  return it == topic.settings.end() ? std::string{} : it->second;
}

std::string hours(std::int64_t ms) { return std::to_string(ms / 3'600'000) + " h"; }

/// Collects what is said of one topic.
class Judgement {
 public:
  Judgement(const TopicFacts& topic, std::vector<TopicFinding>& findings) : topic_(topic), findings_(findings) {}
  void failed(std::string what) { findings_.push_back({topic_.name, Gravity::failed, std::move(what)}); }
  void note(std::string what) { findings_.push_back({topic_.name, Gravity::note, std::move(what)}); }

 private:
  const TopicFacts& topic_;
  std::vector<TopicFinding>& findings_;
};

std::string_view harm_of_compaction(TopicRole role) {
  switch (role) {
    case TopicRole::requests:
      return "a request would vanish unhandled as soon as a newer one has its key";
    case TopicRole::results:
      return "an event would vanish as soon as a newer one has its key";
    case TopicRole::dead_letters:
      break;
  }
  return "a letter would vanish as soon as a newer one has its key, and one whose request had no key is refused";
}

void judge_cleanup(const TopicFacts& topic, Judgement& said) {
  if (text(topic, "cleanup.policy").find("compact") == std::string::npos) return;
  said.failed("cleanup.policy is " + text(topic, "cleanup.policy") + ": " + std::string{harm_of_compaction(topic.role)} + "; set it to delete");
}

void judge_retention(const TopicFacts& topic, milliseconds retry_deadline, Judgement& said) {
  const auto retention = number_of(topic.settings, "retention.ms");
  if (topic.role != TopicRole::requests) return;
  if (retention && *retention >= 0 && *retention < retry_deadline.count())
    said.failed("retention.ms is " + hours(*retention) + ", shorter than retry.deadline (" + hours(retry_deadline.count()) +
                "): a request that is still being retried could be deleted; raise it");
  if (const auto bytes = number_of(topic.settings, "retention.bytes"); bytes && *bytes >= 0)
    said.note("retention.bytes is " + std::to_string(*bytes) + ": a backlog of that size deletes requests before they are handled; -1 keeps them");
}

void judge_replicas(const TopicFacts& topic, Judgement& said) {
  const auto in_sync = number_of(topic.settings, "min.insync.replicas");
  if (in_sync && *in_sync > topic.replicas)
    said.failed("min.insync.replicas is " + std::to_string(*in_sync) + ", and there are " + std::to_string(topic.replicas) +
                " replicas: nothing can be written; lower it, or add replicas");
  if (topic.replicas == 1)
    said.note("it has one replica: with its broker everything in it is lost or away; 3 are usual");
  else if (in_sync == 1)
    said.note("min.insync.replicas is 1: what was acknowledged can be lost with one broker; 2 of 3 replicas are usual");
  if (text(topic, "unclean.leader.election.enable") == "true") said.note("unclean.leader.election.enable is true: acknowledged records may be lost; set it to false");
}

void judge_size(const TopicFacts& topic, Judgement& said) {
  const auto bytes = number_of(topic.settings, "max.message.bytes");
  if (bytes && topic.role == TopicRole::dead_letters && *bytes < kLargestLetter)
    said.note("max.message.bytes is " + std::to_string(*bytes) + ": the letter of a large request (up to 1 MiB) goes without its value; " + std::to_string(kMadeLetterBytes) +
              " holds it");
}

void judge_one(const TopicFacts& topic, milliseconds retry_deadline, Judgement said) {
  if (!topic.trouble.empty()) return said.failed(topic.trouble);
  if (!topic.exists) return said.failed("does not exist; the worker never makes a topic, `import-worker topics --create` does");
  if (topic.settings.empty()) said.note("its settings may not be read (DescribeConfigs): cleanup, retention and sizes were not looked at");
  judge_cleanup(topic, said);
  judge_retention(topic, retry_deadline, said);
  judge_replicas(topic, said);
  judge_size(topic, said);
}

void judge_counts(const std::vector<TopicFacts>& topics, std::vector<TopicFinding>& findings) {
  const auto requests = std::find_if(topics.begin(), topics.end(), [](const TopicFacts& topic) { return topic.role == TopicRole::requests; });
  if (requests == topics.end() || !requests->exists) return;
  for (const TopicFacts& topic : topics)
    if (topic.exists && topic.partitions != requests->partitions)
      Judgement{topic, findings}.note("it has " + std::to_string(topic.partitions) + " partitions and the request topic " + std::to_string(requests->partitions) +
                                      ": records are placed by key, not beside their request");
}

}  // namespace

std::vector<TopicFinding> judge_topics(const std::vector<TopicFacts>& topics, milliseconds retry_deadline) {
  std::vector<TopicFinding> findings;
  for (const TopicFacts& topic : topics) judge_one(topic, retry_deadline, Judgement{topic, findings});
  judge_counts(topics, findings);
  return findings;
}

std::string describe_topic(const TopicFacts& topic) {
  std::string line = std::to_string(topic.partitions) + (topic.partitions == 1 ? " partition, " : " partitions, ") + std::to_string(topic.replicas) +
                     (topic.replicas == 1 ? " replica" : " replicas");
  for (const char* setting : {"cleanup.policy", "retention.ms", "min.insync.replicas", "max.message.bytes"})
    if (const auto value = text(topic, setting); !value.empty()) line += std::string{", "} + setting + " " + value;
  return line;
}

std::vector<std::pair<std::string, std::string>> settings_for(TopicRole role, milliseconds retry_deadline) {
  const auto retention = role == TopicRole::dead_letters ? kMonth : std::max(kWeek, 2 * retry_deadline);
  std::vector<std::pair<std::string, std::string>> settings{{"cleanup.policy", "delete"}, {"retention.ms", std::to_string(retention.count())}};
  if (role == TopicRole::dead_letters) settings.emplace_back("max.message.bytes", std::to_string(kMadeLetterBytes));
  return settings;
}

}  // namespace iw
