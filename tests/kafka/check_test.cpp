// `check` finds every reason for which `run` would not become ready, and disturbs nobody; `topics` shows the topics and makes those that are missing.
#include <fstream>

#include "tests/kafka/fault_fixture.hpp"
#include "tests/support/command.hpp"
#include "tests/support/kafka_admin.hpp"

namespace iw::testing {
namespace {

using ::testing::Not;

class Check : public KafkaFault {
 protected:
  /// On a broker that knows permissions.
  static KafkaServer& strict() {
    static KafkaServer server{"authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\nallow.everyone.if.no.acl.found=true\n"};
    return server;
  }
  [[nodiscard]] Said program(const std::string& command) {
    auto own = settings;
    own.kafka.instance = "worker-0";
    std::ofstream{file("check.yaml")} << configuration(own);
    return run_command(IMPORT_WORKER_PROGRAM " " + command + " --config '" + file("check.yaml") + "'");
  }
  void deny(const std::string& what, const std::string& name) const {
    const auto said = run_command(IMPORT_WORKER_ROOT "/deploy/local-kafka tool org.apache.kafka.tools.AclCommand --bootstrap-server " + settings.kafka.brokers +
                                  " --add --force --deny-principal 'User:*' --operation All " + what + " '" + name + "'");
    ASSERT_EQ(said.status, 0) << said.text;
  }
  void expect_failure(const std::string& text) {
    const auto said = program("check");
    EXPECT_EQ(said.status, 1) << said.text;
    EXPECT_THAT(said.text, HasSubstr("FAILED  "));
    EXPECT_THAT(said.text, HasSubstr(text));
  }
};

TEST_F(Check, GoodClusterIsGood) {
  prepare(3);
  const auto said = program("check");
  EXPECT_EQ(said.status, 0) << said.text;
  EXPECT_THAT(said.text, AllOf(HasSubstr("connecting to Kafka"), HasSubstr("joined and left again"), HasSubstr("writing to the topics"), HasSubstr("the broker's limits")));
  EXPECT_TRUE(history().results.empty()) << "what it writes is aborted";
}

TEST_F(Check, RunningWorkersNoticeNothing) {
  prepare(2);
  start_worker();
  ASSERT_TRUE(answers("/readyz", 200, 30s));
  const auto said = program("check");
  EXPECT_EQ(said.status, 0) << said.text;
  EXPECT_THAT(said.text, HasSubstr("1 members share it by range"));
  send_mixed(20, 2);
  ASSERT_TRUE(drains(30s));
  EXPECT_EQ(count_in_log("partitions given up"), 0);
  EXPECT_EQ(count_in_log("transactions initialised"), 1);
  expect_right(history());
}

TEST_F(Check, ForbiddenGroupIsNamed) {
  use_broker(strict().brokers());
  prepare(1);
  deny("--group", settings.kafka.group);
  expect_failure("group " + settings.kafka.group);
}

TEST_F(Check, ForbiddenTransactionalIdIsNamed) {
  use_broker(strict().brokers());
  prepare(1);
  deny("--resource-pattern-type prefixed --transactional-id", settings.kafka.group);
  expect_failure("allow Write and Describe on this transactional id");
}

TEST_F(Check, ResultTopicThatMayNotBeWrittenIsNamed) {
  use_broker(strict().brokers());
  prepare(1);
  forbid(settings.kafka.brokers, settings.kafka.topics.results, Permission::write);
  expect_failure("a record cannot be written to topic " + settings.kafka.topics.results);
}

TEST_F(Check, LimitsOfTheBrokerAreNamedTogether) {
  KafkaServer small{"group.max.session.timeout.ms=20000\ntransaction.max.timeout.ms=5000\noffset.metadata.max.bytes=1000\n"};
  use_broker(small.brokers());
  settings.kafka.session_timeout = 30s;
  settings.kafka.transaction_timeout = 10s;
  prepare(1);
  const auto said = program("check");
  EXPECT_EQ(said.status, 1);
  EXPECT_THAT(said.text, AllOf(HasSubstr("group.max.session.timeout.ms is 20000"), HasSubstr("transaction.max.timeout.ms is 5000"), HasSubstr("offset.metadata.max.bytes is 1000")));
}

TEST_F(Check, CompactedDeadLettersAreNamed) {
  prepare(1);
  set_topic(settings.kafka.brokers, settings.kafka.topics.dead_letters, "cleanup.policy", "compact");
  expect_failure("cleanup.policy is compact");
}

TEST_F(Check, OtherAssignorInTheGroupIsNamed) {
  prepare(1);
  const auto other = kafka::make_client(RD_KAFKA_CONSUMER,
                                        {{"bootstrap.servers", settings.kafka.brokers}, {"group.id", settings.kafka.group}, {"partition.assignment.strategy", "roundrobin"}}, {})
                         .value();
  const kafka::PartitionListHandle topics{rd_kafka_topic_partition_list_new(1)};
  rd_kafka_topic_partition_list_add(topics.get(), settings.kafka.topics.requests.c_str(), RD_KAFKA_PARTITION_UA);
  ASSERT_EQ(rd_kafka_subscribe(other->get(), topics.get()), RD_KAFKA_RESP_ERR_NO_ERROR);
  const kafka::PartitionListHandle none{rd_kafka_topic_partition_list_new(1)};
  ASSERT_TRUE(wait_until(
      [&] {
        const kafka::MessageHandle polled{rd_kafka_consumer_poll(other->get(), 100)};
        rd_kafka_topic_partition_list_t* owned = nullptr;
        rd_kafka_assignment(other->get(), &owned);
        const kafka::PartitionListHandle held{owned};
        return held->cnt > 0;
      },
      30s));
  expect_failure("share partitions by 'roundrobin'");
  rd_kafka_consumer_close(other->get());
}

TEST_F(Check, WithoutABrokerItSaysSoSoon) {
  prepare(1);
  settings.kafka.brokers = "127.0.0.1:1";
  const auto began = std::chrono::steady_clock::now();
  const auto said = program("check");
  EXPECT_LT(std::chrono::steady_clock::now() - began, 15s);
  EXPECT_EQ(said.status, 1);
  EXPECT_THAT(said.text, AllOf(HasSubstr("connecting to Kafka (127.0.0.1:1)"), HasSubstr("no answer from the cluster")));
}

TEST_F(Check, EveryCommandTellsItsVersion) {
  for (const char* command : {"run", "demo", "check", "topics", "explain", "sandbox"}) {
    const auto said = run_command(std::string{IMPORT_WORKER_PROGRAM} + " " + command + " --version");
    EXPECT_EQ(said.status, 0) << command << said.text;
    EXPECT_THAT(said.text, HasSubstr("import-worker " IMPORT_WORKER_VERSION)) << command;
  }
}

TEST_F(Check, TopicsThatAreMissingAreMadeOnceAndChecked) {
  prepare(1);
  const auto& names = settings.kafka.topics;
  for (const auto& topic : {names.requests, names.results, names.dead_letters}) delete_topic(settings.kafka.brokers, topic);
  ASSERT_TRUE(wait_until([&] { return !topic_exists(settings.kafka.brokers, names.requests) && !topic_exists(settings.kafka.brokers, names.dead_letters); }, 30s));
  auto said = program("topics");
  EXPECT_EQ(said.status, 1) << said.text;
  EXPECT_THAT(said.text, HasSubstr("`import-worker topics --create` does"));
  said = program("topics --create --partitions 3");
  EXPECT_EQ(said.status, 0) << said.text;
  EXPECT_THAT(said.text, AllOf(HasSubstr("made topic " + names.requests + " with 3 partitions"), HasSubstr("cleanup.policy delete"), HasSubstr("one replica")));
  said = program("topics --create");
  EXPECT_EQ(said.status, 0) << said.text;
  EXPECT_THAT(said.text, Not(HasSubstr("made topic")));
  said = program("topics --json");
  EXPECT_EQ(said.status, 0);
  EXPECT_THAT(said.text, AllOf(HasSubstr("\"role\":\"dead letters\""), HasSubstr("\"partitions\":3"), HasSubstr("\"gravity\":\"note\"")));
}

/// The commands that a heading of the README is followed by.
std::string commands_under(const std::string& heading) {
  std::ifstream readme{IMPORT_WORKER_ROOT "/README.md"};
  std::string line, commands;
  bool under = false, inside = false;
  while (std::getline(readme, line)) {
    if (line.starts_with("## ")) under = line == "## " + heading;
    if (under && line == "```sh") inside = true;
    else if (line.starts_with("```")) inside = false;
    else if (inside) commands += line + "\n";
  }
  return commands;
}

TEST_F(Check, FirstOwnRequestOfTheReadmeWorks) {
  const auto commands = commands_under("Your first own request, from nothing");
  ASSERT_THAT(commands, HasSubstr("topics --create"));
  std::ofstream{file("first.sh")} << "set -eu\ncd " IMPORT_WORKER_ROOT "\nrm -rf build/first\ntrap 'kill $(jobs -p) 2>/dev/null' EXIT\n" << commands;
  const auto said = run_command("timeout 90 bash '" + file("first.sh") + "'");
  EXPECT_EQ(said.status, 0) << said.text;
  EXPECT_THAT(said.text, AllOf(HasSubstr("\"request_id\":\"my-first\""), HasSubstr("\"outcome\":\"accepted\""), HasSubstr("\"job_id\":"))) << said.text;
}

}  // namespace
}  // namespace iw::testing
