// A broker's limits against the worker's settings.
#include "worker/topics/broker_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace iw {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(BrokerRules, HaveNothingToSayOfKafkasDefaults) {
  EXPECT_THAT(judge_broker({{"group.min.session.timeout.ms", "6000"},
                            {"group.max.session.timeout.ms", "1800000"},
                            {"transaction.max.timeout.ms", "900000"},
                            {"offset.metadata.max.bytes", "4096"}},
                           KafkaSettings{}),
              IsEmpty());
  EXPECT_THAT(judge_broker({}, KafkaSettings{}), IsEmpty());
  EXPECT_THAT(judge_broker({{"transaction.max.timeout.ms", "much"}}, KafkaSettings{}), IsEmpty());
}

TEST(BrokerRules, EachLimitNamesItsSettingAndTheWorkers) {
  KafkaSettings settings;
  settings.session_timeout = 30s;
  settings.transaction_timeout = 10s;
  EXPECT_THAT(judge_broker({{"group.min.session.timeout.ms", "30001"}}, settings), ElementsAre(AllOf(HasSubstr("group.min.session"), HasSubstr("raise the latter"))));
  EXPECT_THAT(judge_broker({{"group.max.session.timeout.ms", "29999"}}, settings), ElementsAre(AllOf(HasSubstr("kafka.session_timeout"), HasSubstr("lower"))));
  EXPECT_THAT(judge_broker({{"transaction.max.timeout.ms", "9999"}}, settings), ElementsAre(HasSubstr("kafka.transaction_timeout")));
  EXPECT_THAT(judge_broker({{"offset.metadata.max.bytes", "4095"}}, settings), ElementsAre(HasSubstr("set it back to 4096")));
  EXPECT_THAT(judge_broker({{"group.min.session.timeout.ms", "30000"}, {"group.max.session.timeout.ms", "30000"}, {"transaction.max.timeout.ms", "10000"}}, settings), IsEmpty());
}

TEST(BrokerRules, OtherAssignorKeepsAWorkerOut) {
  EXPECT_EQ(judge_assignor("", "g"), "");
  EXPECT_EQ(judge_assignor("range", "g"), "");
  EXPECT_THAT(judge_assignor("cooperative-sticky", "g"), AllOf(HasSubstr("'cooperative-sticky'"), HasSubstr("kafka.group of its own")));
}

}  // namespace
}  // namespace iw
