// `import-worker topics`: the worker's topics as the cluster has them, what is wrong with them, and, with --create, those that were missing.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/json/object_writer.hpp"
#include "worker/cli/cli.hpp"
#include "worker/cli/load_or_explain.hpp"
#include "worker/kafka/kafka_options.hpp"
#include "worker/topics/kafka_topic_admin.hpp"
#include "worker/topics/topic_rules.hpp"

namespace iw {

namespace {

constexpr std::chrono::seconds kPatience{10};
constexpr std::chrono::milliseconds kBetweenLooks{100};

struct Wanted {
  std::string path = "config/worker.yaml";
  bool create = false;
  bool json = false;
  int partitions = 0;  ///< 0: as many as the request topic has, else 6
  int replicas = -1;
};

/// As many partitions as the request topic, so that a result stands beside its request.
int partitions_for(const Wanted& wanted, const std::vector<TopicFacts>& topics) {
  constexpr int kUsual = 6;
  if (wanted.partitions > 0) return wanted.partitions;
  return topics.front().exists ? topics.front().partitions : kUsual;
}

Result<void> create_missing(const TopicAdmin& admin, const Wanted& wanted, const Settings& settings, std::vector<TopicFacts>& topics) {
  const int partitions = partitions_for(wanted, topics);
  for (const TopicFacts& topic : topics) {
    if (topic.exists || !topic.trouble.empty()) continue;
    if (auto made = admin.create({topic.name, partitions, wanted.replicas, settings_for(topic.role, settings.retry.deadline)}); !made) return made;
    std::cerr << "made topic " << topic.name << " with " << partitions << (partitions == 1 ? " partition\n" : " partitions\n");
  }
  // A broker that has made them may show them a moment later.
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (true) {
    topics = topics_of(settings.kafka);
    if (auto seen = admin.look_at(topics); !seen) return seen;
    const bool all_seen = std::all_of(topics.begin(), topics.end(), [](const TopicFacts& topic) { return topic.exists || !topic.trouble.empty(); });
    if (all_seen || std::chrono::steady_clock::now() >= until) return {};
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

const char* word_for(Gravity gravity) { return gravity == Gravity::failed ? "FAILED  " : "note    "; }

void print(const std::vector<TopicFacts>& topics, const std::vector<TopicFinding>& findings) {
  for (const TopicFacts& topic : topics) {
    const auto label = "topic " + topic.name + " (" + std::string{name_of(topic.role)} + "): ";
    if (topic.exists) std::cout << "ok      " << label << describe_topic(topic) << '\n';
    for (const TopicFinding& finding : findings)
      if (finding.topic == topic.name) std::cout << word_for(finding.gravity) << label << finding.text << '\n';
  }
}

void print_json(const std::vector<TopicFacts>& topics, const std::vector<TopicFinding>& findings) {
  std::string out = "[";
  for (const TopicFacts& topic : topics) {
    if (out.size() > 1) out += ',';
    ObjectWriter json{out};
    json.text("topic", topic.name);
    json.text("role", name_of(topic.role));
    json.flag("exists", topic.exists);
    json.number("partitions", topic.partitions);
    json.number("replicas", topic.replicas);
    json.member("settings");
    ObjectWriter settings{out};
    for (const char* name : {"cleanup.policy", "retention.ms", "min.insync.replicas", "max.message.bytes"})
      if (const auto it = topic.settings.find(name); it != topic.settings.end()) settings.text(name, it->second);
    settings.end();
    json.member("findings");
    out += '[';
    bool first = true;
    for (const TopicFinding& finding : findings) {
      if (finding.topic != topic.name) continue;
      if (!std::exchange(first, false)) out += ',';
      ObjectWriter one{out};
      one.text("gravity", finding.gravity == Gravity::failed ? "failed" : "note");
      one.text("text", finding.text);
      one.end();
    }
    out += ']';
    json.end();
  }
  std::cout << out << "]\n";
}

int topics(const Wanted& wanted) {
  const auto loaded = load_or_explain(wanted.path);
  if (!loaded) return kUsage;
  const Settings& settings = loaded->settings;
  const auto fail = [&settings](const std::string& why) {
    std::cerr << "import-worker topics: " << kafka::hide_secrets(why, settings.kafka.client) << '\n';
    return kFailed;
  };
  const auto client = kafka::make_client(RD_KAFKA_PRODUCER, plain_options(settings.kafka), {.log = log_sink(settings.kafka), .on_delivery = {}});
  if (!client) return fail(client.error().message);
  const TopicAdmin admin{**client, kPatience};
  auto found = topics_of(settings.kafka);
  if (auto looked = admin.look_at(found); !looked) return fail(looked.error().message);
  if (wanted.create)
    if (auto made = create_missing(admin, wanted, settings, found); !made) return fail(made.error().message);
  const auto findings = judge_topics(found, settings.retry.deadline);
  wanted.json ? print_json(found, findings) : print(found, findings);
  const bool failed = std::any_of(findings.begin(), findings.end(), [](const TopicFinding& finding) { return finding.gravity == Gravity::failed; });
  return failed ? kFailed : kDone;
}

}  // namespace

void add_topics(CLI::App& program, int& status) {
  auto wanted = std::make_shared<Wanted>();
  auto* command = program.add_subcommand("topics", "Show and check the worker's topics; --create makes those that are missing");
  add_config_option(*command, wanted->path);
  command->add_flag("--create", wanted->create, "Make what is missing; nothing that is there is changed");
  command->add_option("--partitions", wanted->partitions, "Partitions of a topic that is made (default: as many as the request topic has, else 6)")->check(CLI::Range(1, 10'000));
  command->add_option("--replication-factor", wanted->replicas, "Replicas of a topic that is made (default: the broker's)")->check(CLI::Range(1, 100));
  command->add_flag("--json", wanted->json, "One JSON array on standard output");
  command->callback([wanted, &status] { status = topics(*wanted); });
}

}  // namespace iw
