// What librdkafka is told, and what it is known not to do.
#include "worker/kafka/kafka_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace iw {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kDebian12 = 0x020002ff;
constexpr int kMended = 0x020601ff;

KafkaSettings with(std::map<std::string, std::string> client) {
  KafkaSettings settings;
  settings.client = std::move(client);
  return settings;
}

TEST(VersionLimit, TellsThatAnOldLibraryCannotDoScramWithANewKafka) {
  for (const auto* name : {"sasl.mechanism", "sasl.mechanisms"})
    for (const auto* mechanism : {"SCRAM-SHA-256", "SCRAM-SHA-512"})
      EXPECT_THAT(version_limit(with({{name, mechanism}}), kDebian12), HasSubstr("newer librdkafka")) << name << mechanism;
}

TEST(VersionLimit, HasNothingToSayOfOthers) {
  EXPECT_THAT(version_limit(with({{"sasl.mechanism", "SCRAM-SHA-512"}}), kMended), IsEmpty());
  EXPECT_THAT(version_limit(with({{"sasl.mechanism", "PLAIN"}}), kDebian12), IsEmpty());
  EXPECT_THAT(version_limit(with({}), kDebian12), IsEmpty());
}

TEST(ProducerAndConsumer, KeepWhatTheGuaranteeRestsOnWhateverTheSettingsSay) {
  const auto settings = with({{"enable.auto.commit", "true"}, {"isolation.level", "read_uncommitted"}, {"enable.idempotence", "false"}});
  EXPECT_EQ(consumer_options(settings).at("enable.auto.commit"), "false");
  EXPECT_EQ(consumer_options(settings).at("isolation.level"), "read_committed");
  EXPECT_EQ(producer_options(settings).at("enable.idempotence"), "true");
}

TEST(ProducerAndConsumer, TakeSecurityOptionsFromTheSettings) {
  const auto settings = with({{"security.protocol", "SASL_SSL"}, {"sasl.password", "p"}});
  for (const auto& options : {consumer_options(settings), producer_options(settings), plain_options(settings)}) {
    EXPECT_EQ(options.at("security.protocol"), "SASL_SSL");
    EXPECT_EQ(options.at("sasl.password"), "p");
  }
}

TEST(TransactionalId, IsGroupAndInstanceAsEverWithoutADotInTheInstance) {
  for (const auto& [group, instance, id] : {std::tuple{"import-worker", "worker-0", "import-worker.worker-0"}, std::tuple{"x.eu", "w1", "x.eu.w1"}}) {
    KafkaSettings settings;
    settings.group = group;
    settings.instance = instance;
    EXPECT_EQ(settings.transactional_id(), id);
    EXPECT_EQ(producer_options(settings).at("transactional.id"), id);
  }
}

TEST(TransactionalId, IsNobodyElses) {
  // Every way to cut each of these names in two.
  std::map<std::string, std::pair<std::string, std::string>> taken;
  for (const std::string name : {"x.eu.w1", "a.b.c.d.e", "a..b", "1.2.3", "x.eu.w1.4"})
    for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) {
      KafkaSettings settings;
      settings.group = name.substr(0, dot);
      settings.instance = name.substr(dot + 1);
      const auto [it, fresh] = taken.emplace(settings.transactional_id(), std::pair{settings.group, settings.instance});
      EXPECT_TRUE(fresh) << settings.group << " + " << settings.instance << " and " << it->second.first << " + " << it->second.second;
      EXPECT_TRUE(settings.transactional_id().starts_with(settings.group + ".")) << "permissions by prefix hold";
    }
}

}  // namespace
}  // namespace iw
