// Reading: defaults, every key, variables. What keys must be to one another is check_settings_test.cpp.
#include "worker/settings/load_settings.hpp"

#include "tests/unit/worker/settings/settings_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;
using LoadSettings = SettingsFixture;

TEST_F(LoadSettings, EmptyFileGivesTheContractsDefaults) {
  EXPECT_THAT(load(""), IsEmpty());
  EXPECT_EQ(settings.kafka.brokers, "localhost:9092");
  EXPECT_EQ(settings.kafka.group, "import-worker");
  EXPECT_EQ(settings.kafka.instance, config::host_name());
  EXPECT_EQ(settings.kafka.topics.dead_letters, "import.dead-letters");
  EXPECT_EQ(settings.kafka.session_timeout, 30s);
  EXPECT_EQ(settings.kafka.transaction_timeout, 10s);
  EXPECT_EQ(settings.api.base_url, "https://api.weixin.qq.com");
  EXPECT_EQ(settings.api.max_in_flight, 256);
  EXPECT_EQ(settings.retry.attempts, 8);
  EXPECT_EQ(settings.retry.deadline, 24h);
  EXPECT_TRUE(settings.retry.hold_token);
  EXPECT_FALSE(settings.retry.hold_operator);
  EXPECT_EQ(settings.retry.waits.quota, 10min);
  EXPECT_FALSE(settings.in_doubt.insert_resubmits);
  EXPECT_TRUE(settings.in_doubt.upsert_resubmits);
  EXPECT_EQ(settings.order_by, OrderBy::none);
  EXPECT_EQ(settings.shutdown_grace, 25s);
  EXPECT_EQ(settings.admin.host, "127.0.0.1");
  EXPECT_EQ(settings.admin.port, 8080);
  EXPECT_EQ(settings.log.level, "info");
  EXPECT_TRUE(settings.log.json);
}

TEST_F(LoadSettings, WithoutAccountsTheDefaultOneTakesTheContractsVariable) {
  EXPECT_THAT(load(""), IsEmpty());
  ASSERT_EQ(settings.accounts.size(), 1u);
  EXPECT_EQ(settings.accounts[0].name, "default");
  EXPECT_EQ(settings.accounts[0].token.kind, TokenKind::static_value);
  EXPECT_EQ(settings.accounts[0].token.value.reveal(), "t0ken");
  EXPECT_THAT(load("", {}), ElementsAre(HasSubstr("WECHAT_ACCESS_TOKEN, which is not set")));
  EXPECT_THAT(load("", {{"WECHAT_ACCESS_TOKEN", "hun ter2"}}),
              ElementsAre(HasSubstr("accounts.default.token.value: from WECHAT_ACCESS_TOKEN: expected a token")));
  EXPECT_THAT(load("", {{"WECHAT_ACCESS_TOKEN", ""}}), ElementsAre(HasSubstr("expected a token, not empty")));
}

TEST_F(LoadSettings, ReadsEveryKey) {
  EXPECT_THAT(load(R"(
kafka:
  brokers: a:1,b:2
  group: g
  instance: i-0
  static_membership: true
  topics: {requests: q, results: r, dead_letters: "", tracking: ""}
  session_timeout: 45s
  transaction_timeout: 5s
  client: {security.protocol: SASL_SSL, sasl.mechanism: PLAIN, sasl.password: "${PASS}", socket.keepalive.enable: true, log_level: 3, client.rack: eu}
api: {base_url: "http://h:1/p", timeout: 2s, connect_timeout: 500ms, max_in_flight: 1, ca_file: /ca.pem}
accounts:
  two: {token: {kind: file, path: /t, parameter: cloudbase_access_token}}
  one: {token: {kind: static, value: ${PASS}}, limits: {in_flight: 0, per_second: 0.0}}
  four: {token: {kind: none}}
  three: {token: {kind: static, value_file: /v}}
retry: {initial: 2s, max: 3s, multiplier: 1.5, attempts: 9, deadline: 1h, budget: 0, hold: [operator],
  classes: {-502001: permanent, http_503: transient}, waits: {minute_quota: 1s, quota: 2s, retry_after_max: 3s}}
breaker: {failures: 0, probe: 1s}
in_doubt: {insert: resubmit, upsert: report}
ordering: {by: collection, until: accepted}
tracking: {enabled: false, initial: 1s, max: 2s, deadline: 3s}
shutdown: {grace: 0s}
admin: {listen: "[::]:0"}
log: {level: debug, format: text}
)",
                   {{"PASS", "hunter2"}}),
              IsEmpty());
  EXPECT_EQ(settings.kafka.instance, "i-0");
  EXPECT_TRUE(settings.kafka.static_membership);
  EXPECT_EQ(settings.kafka.topics.results, "r");
  EXPECT_EQ(settings.kafka.topics.dead_letters, "");
  EXPECT_THAT(settings.kafka.client, ElementsAre(Pair("client.rack", "eu"), Pair("log_level", "3"), Pair("sasl.mechanism", "PLAIN"), Pair("sasl.password", "hunter2"),
                                                 Pair("security.protocol", "SASL_SSL"), Pair("socket.keepalive.enable", "true")));
  EXPECT_EQ(settings.api.connect_timeout, 500ms);
  EXPECT_EQ(settings.api.ca_file, "/ca.pem");
  EXPECT_EQ(settings.retry.multiplier, 1.5);
  EXPECT_EQ(settings.retry.budget, 0);
  EXPECT_FALSE(settings.retry.hold_token);
  EXPECT_TRUE(settings.retry.hold_operator);
  EXPECT_THAT(settings.retry.classes, ElementsAre(Pair("-502001", "permanent"), Pair("http_503", "transient")));
  EXPECT_EQ(settings.retry.waits.retry_after_max, 3s);
  EXPECT_TRUE(settings.in_doubt.insert_resubmits);
  EXPECT_FALSE(settings.in_doubt.upsert_resubmits);
  EXPECT_EQ(settings.order_by, OrderBy::collection);
  EXPECT_EQ(settings.admin.host, "::");
  EXPECT_EQ(settings.admin.port, 0);
  EXPECT_EQ(settings.log.level, "debug");
  EXPECT_FALSE(settings.log.json);
}

TEST_F(LoadSettings, AccountsComeInTheOrderOfTheirNames) {
  EXPECT_THAT(load("accounts: {b: {token: {kind: none}}, a: {token: {kind: file, path: /p}}}"), IsEmpty());
  ASSERT_EQ(settings.accounts.size(), 2u);
  EXPECT_EQ(settings.accounts[0].name, "a");
  EXPECT_EQ(settings.accounts[0].token.kind, TokenKind::file);
  EXPECT_EQ(settings.accounts[0].token.path, "/p");
  EXPECT_EQ(settings.accounts[0].token.parameter, "access_token");
  EXPECT_EQ(settings.accounts[1].token.kind, TokenKind::none);
}

TEST_F(LoadSettings, HoldsNothingWithAnEmptyList) {
  EXPECT_THAT(load("retry: {hold: []}"), IsEmpty());
  EXPECT_FALSE(settings.retry.hold_token);
  EXPECT_FALSE(settings.retry.hold_operator);
  EXPECT_THAT(load("retry: {hold: [token, quota]}"),
              ElementsAre(HasSubstr("expected a list of token, operator, each at most once ([] for none), found 'quota'")));
}

TEST_F(LoadSettings, VariablesTakeTheFilesPlace) {
  EXPECT_THAT(
      load("kafka: {brokers: file:1, topics: {dead_letters: d}}\nadmin: {listen: wrong}\n", {{"WECHAT_ACCESS_TOKEN", "t"},
                                                                                             {"IMPORT_WORKER__KAFKA__BROKERS", "env:1"},
                                                                                             {"IMPORT_WORKER__KAFKA__TOPICS__DEAD_LETTERS", ""},
                                                                                             {"IMPORT_WORKER__ADMIN__LISTEN", "0.0.0.0:0"},
                                                                                             {"IMPORT_WORKER__IN_DOUBT__INSERT", "resubmit"},
                                                                                             {"IMPORT_WORKER_PORT", "tcp://10.0.0.1:80"}}),
      IsEmpty());
  EXPECT_EQ(settings.kafka.brokers, "env:1");
  EXPECT_EQ(settings.kafka.topics.dead_letters, "");
  EXPECT_EQ(settings.admin.host, "0.0.0.0");
  EXPECT_TRUE(settings.in_doubt.insert_resubmits);
}

TEST_F(LoadSettings, MisspeltVariableIsAnErrorWithTheNearestName) {
  EXPECT_THAT(load("", {{"WECHAT_ACCESS_TOKEN", "t"}, {"IMPORT_WORKER__KAFKA__TOPIC__RESULTS", "x"}}),
              ElementsAre("environment: IMPORT_WORKER__KAFKA__TOPIC__RESULTS: unknown variable: no key has this name; did you mean "
                          "IMPORT_WORKER__KAFKA__TOPICS__RESULTS?"));
}

TEST_F(LoadSettings, VariableThatBreaksARuleIsNamed) {
  EXPECT_THAT(load("", {{"WECHAT_ACCESS_TOKEN", "t"},
                        {"IMPORT_WORKER__KAFKA__SESSION_TIMEOUT", "10s"},
                        {"IMPORT_WORKER__API__BASE_URL", "https://me:hunter2@h"}}),
              UnorderedElementsAre("environment: api.base_url: from IMPORT_WORKER__API__BASE_URL: expected a URL without user name and password",
                                   "environment: kafka.session_timeout: from IMPORT_WORKER__KAFKA__SESSION_TIMEOUT: expected "
                                   "kafka.transaction_timeout (10s) to be shorter than "
                                   "kafka.session_timeout (10s)"));
}

TEST_F(LoadSettings, MissingFileIsOneProblem) {
  EXPECT_THAT(load_settings("/nonexistent/worker.yaml", {}).problems,
              ElementsAre("/nonexistent/worker.yaml: cannot read this file: No such file or directory"));
}

TEST_F(LoadSettings, SyntaxErrorIsOneProblem) { EXPECT_THAT(load("kafka: [\n"), ElementsAre(HasSubstr("not YAML"))); }

TEST_F(LoadSettings, NeverShowsASecret) {
  const auto problems = load(R"(
accounts:
  a: {token: {kind: static, value: "hunter2 hunter2"}}
  b: {token: {kind: none, value: hunter2}}
  c: {token: hunter2}
  d: {token: {kind: static, value: [hunter2]}}
  e: {token: {kind: stable, appid: x, secret: "hunter2 hunter2"}}
  f: hunter2
kafka: {client: {sasl: {password: hunter2}, ssl.key.password: [hunter2], group.id: hunter2}}
api: {base_url: "https://u:hunter2@h"}
)");
  EXPECT_EQ(problems.size(), 10u);
  for (const auto& problem : problems) EXPECT_THAT(problem, Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace iw::testing
