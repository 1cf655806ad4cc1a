// What is wrong with a topic for this worker, said with its reason.
#include "worker/topics/topic_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace iw {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::chrono::milliseconds kDay = 24h;

/// A topic with which nothing is wrong.
TopicFacts good(TopicRole role) {
  return {role,
          std::string{name_of(role)},
          true,
          {},
          6,
          3,
          {{"cleanup.policy", "delete"}, {"retention.ms", "604800000"}, {"retention.bytes", "-1"}, {"min.insync.replicas", "2"}, {"max.message.bytes", "2097152"}, {"unclean.leader.election.enable", "false"}}};
}

TopicFacts with(TopicRole role, const std::string& setting, const std::string& value) {
  auto topic = good(role);
  topic.settings[setting] = value;
  return topic;
}

std::vector<std::string> said_of(const TopicFacts& topic, Gravity gravity) {
  std::vector<std::string> texts;
  for (const auto& finding : judge_topics({topic}, kDay))
    if (finding.gravity == gravity) texts.push_back(finding.text);
  return texts;
}

TEST(TopicRules, HaveNothingToSayOfGoodTopics) {
  EXPECT_THAT(judge_topics({good(TopicRole::requests), good(TopicRole::results), good(TopicRole::dead_letters)}, kDay), IsEmpty());
}

TEST(TopicRules, MissingTopicNamesTheCommandThatMakesIt) {
  TopicFacts missing{TopicRole::results, "r", false, {}, 0, 0, {}};
  EXPECT_THAT(said_of(missing, Gravity::failed), ElementsAre(HasSubstr("topics --create")));
}

TEST(TopicRules, CompactionIsRefusedForEachRoleWithItsHarm) {
  for (const auto role : {TopicRole::requests, TopicRole::results, TopicRole::dead_letters})
    for (const char* policy : {"compact", "compact,delete", "delete,compact"})
      EXPECT_THAT(said_of(with(role, "cleanup.policy", policy), Gravity::failed), ElementsAre(HasSubstr("set it to delete"))) << name_of(role) << policy;
}

TEST(TopicRules, RequestsStayForAsLongAsTheyAreRetried) {
  EXPECT_THAT(said_of(with(TopicRole::requests, "retention.ms", "86399999"), Gravity::failed), ElementsAre(HasSubstr("retry.deadline (24 h)")));
  for (const char* enough : {"86400000", "-1"}) EXPECT_THAT(said_of(with(TopicRole::requests, "retention.ms", enough), Gravity::failed), IsEmpty()) << enough;
  EXPECT_THAT(said_of(with(TopicRole::results, "retention.ms", "1000"), Gravity::failed), IsEmpty());
  EXPECT_THAT(said_of(with(TopicRole::requests, "retention.bytes", "1000"), Gravity::note), ElementsAre(HasSubstr("retention.bytes")));
}

TEST(TopicRules, ReplicasMustReachWhatAWriteNeeds) {
  EXPECT_THAT(said_of(with(TopicRole::results, "min.insync.replicas", "4"), Gravity::failed), ElementsAre(HasSubstr("nothing can be written")));
  EXPECT_THAT(said_of(with(TopicRole::results, "min.insync.replicas", "1"), Gravity::note), ElementsAre(HasSubstr("2 of 3")));
  EXPECT_THAT(said_of(with(TopicRole::requests, "unclean.leader.election.enable", "true"), Gravity::note), ElementsAre(HasSubstr("unclean")));
  auto single = with(TopicRole::requests, "min.insync.replicas", "1");
  single.replicas = 1;
  EXPECT_THAT(said_of(single, Gravity::note), ElementsAre(HasSubstr("one replica")));
}

TEST(TopicRules, SmallDeadLettersAreNoted) {
  EXPECT_THAT(said_of(with(TopicRole::dead_letters, "max.message.bytes", "1048588"), Gravity::note), ElementsAre(HasSubstr("goes without its value")));
  EXPECT_THAT(said_of(with(TopicRole::results, "max.message.bytes", "1048588"), Gravity::note), IsEmpty());
}

TEST(TopicRules, UnequalCountsAndUnreadableSettingsAreNoted) {
  auto results = good(TopicRole::results);
  results.partitions = 5;
  const auto findings = judge_topics({good(TopicRole::requests), results}, kDay);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings.front().topic, "results");
  EXPECT_THAT(findings.front().text, HasSubstr("placed by key"));
  auto unreadable = good(TopicRole::results);
  unreadable.settings.clear();
  EXPECT_THAT(said_of(unreadable, Gravity::note), ElementsAre(HasSubstr("DescribeConfigs")));
}

TEST(TopicRules, WhatTheyMakeIsGood) {
  for (const auto role : {TopicRole::requests, TopicRole::results, TopicRole::dead_letters})
    for (const auto deadline : {std::chrono::milliseconds{1h}, kDay, 30 * kDay}) {
      auto topic = good(role);
      for (const auto& [name, value] : settings_for(role, deadline)) topic.settings[name] = value;
      EXPECT_THAT(judge_topics({topic}, deadline), IsEmpty()) << name_of(role);
    }
}

}  // namespace
}  // namespace iw
