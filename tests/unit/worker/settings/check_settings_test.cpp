#include "worker/settings/check_settings.hpp"

#include "tests/unit/worker/settings/settings_fixture.hpp"

namespace iw::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using CheckSettings = SettingsFixture;

TEST_F(CheckSettings, TransactionMustBeShorterThanSession) {
  EXPECT_THAT(load("kafka:\n  session_timeout: 20s\n  transaction_timeout: 20s\n"),
              ElementsAre("f:3: kafka.transaction_timeout: expected kafka.transaction_timeout (20s) to be shorter than kafka.session_timeout (20s)"));
  EXPECT_THAT(load("kafka:\n  session_timeout: 6s\n"), ElementsAre(HasSubstr("f:2: kafka.session_timeout: expected kafka.transaction_timeout (10s)")))
      << "at the key that is there";
  EXPECT_THAT(load("kafka: {session_timeout: 20s, transaction_timeout: 19999ms}"), IsEmpty());
}

TEST_F(CheckSettings, PairsOfDurationsKeepTheirOrder) {
  EXPECT_THAT(load("api: {timeout: 1s}\nretry: {initial: 2m}\n"),
              ElementsAre("f:1: api.timeout: expected api.connect_timeout (5s) to be at most api.timeout (1s)",
                          "f:2: retry.initial: expected retry.initial (2m) to be at most retry.max (1m)"));
  EXPECT_THAT(load("api: {timeout: 5s, connect_timeout: 5s}\nretry: {initial: 60s}\n"), IsEmpty());
}

TEST_F(CheckSettings, AWrongDurationIsToldOnce) {
  EXPECT_THAT(load("api: {timeout: 3ms, connect_timeout: soon}\n"), ElementsAre(HasSubstr("api.connect_timeout: expected a duration")));
}

TEST_F(CheckSettings, NamesAreKafkaNames) {
  EXPECT_THAT(load("kafka: {group: a/b, instance: a b, topics: {requests: '..', results: ä, dead_letters: 'd!', tracking: 't?'}}"),
              ElementsAre(HasSubstr("kafka.group: expected 1 to 249 letters, digits, '.', '_' or '-' (not '.' or '..'), found 'a/b'"),
                          HasSubstr("kafka.instance"), HasSubstr("kafka.topics.requests"), HasSubstr("kafka.topics.results"),
                          HasSubstr("kafka.topics.dead_letters"), HasSubstr("kafka.topics.tracking")));
}

TEST_F(CheckSettings, RequestsAndResultsMustHaveATopic) {
  EXPECT_THAT(load("kafka: {topics: {requests: '', results: ''}}"), ElementsAre(HasSubstr("kafka.topics.requests: expected a text of 1 to 249"),
                                                                                HasSubstr("kafka.topics.results: expected a text of 1 to 249")));
}

TEST_F(CheckSettings, TopicsMustDiffer) {
  EXPECT_THAT(load("kafka: {topics: {requests: a, results: a}}"),
              ElementsAre("f:1: kafka.topics.results: expected another topic than kafka.topics.requests, found the same one"));
  EXPECT_THAT(load("kafka: {topics: {requests: a, dead_letters: a}}"),
              ElementsAre(HasSubstr("kafka.topics.dead_letters: expected another topic than kafka.topics.requests")));
  EXPECT_THAT(load("kafka: {topics: {results: a, dead_letters: a}}"),
              ElementsAre(HasSubstr("kafka.topics.dead_letters: expected another topic than kafka.topics.results")));
  EXPECT_THAT(load("kafka: {topics: {requests: a, dead_letters: import.requests}}"), IsEmpty());
}

TEST_F(CheckSettings, OptionsThatTheGuaranteeRestsOnAreRefusedInTheirLine) {
  EXPECT_THAT(load("kafka:\n  client:\n    client.rack: eu\n    group.id: g\n    enable.auto.commit: true\n"),
              ElementsAre("f:4: kafka.client.group.id: this option is not for the configuration: the ledger belongs to the group: use kafka.group",
                          AllOf(HasSubstr("f:5: kafka.client.enable.auto.commit"), HasSubstr("one transaction"))));
}

TEST_F(CheckSettings, AddressesHaveTheirForm) {
  EXPECT_THAT(load("api: {base_url: api.weixin.qq.com}\nadmin: {listen: 8080}\n"),
              ElementsAre("f:1: api.base_url: expected a URL that begins with http:// or https://",
                          AllOf(HasSubstr("f:2: admin.listen: expected host:port"), HasSubstr("found '8080'"))));
}

TEST_F(CheckSettings, ClassesOverrideErrcodesAndStatuses) {
  for (const auto* entry :
       {"-1: transient", "45011: throttled", "http_100: quota", "http_599: token", "1: permanent", "2: operator", "-9223372036854775808: in_doubt"})
    EXPECT_THAT(load("retry: {classes: {" + std::string{entry} + "}}"), IsEmpty()) << entry;
  for (const auto* entry : {"0: transient", "http_99: quota", "http_600: quota", "http_: quota", "http_5xx: quota", "x: quota", "1.5: quota",
                            "99999999999999999999: quota", "HTTP_503: quota"})
    EXPECT_THAT(load("retry: {classes: {" + std::string{entry} + "}}"), ElementsAre(HasSubstr("expected an errcode other than 0"))) << entry;
  for (const auto* entry : {"1: accepted", "1: Transient", "1: unknown", "1: ''"})
    EXPECT_THAT(load("retry: {classes: {" + std::string{entry} + "}}"), ElementsAre(HasSubstr("f:1: retry.classes.1: expected one of transient")))
        << entry;
}

TEST_F(CheckSettings, FeaturesThatAreNotBuiltAreRefused) {
  for (const auto* text : {"tracking: {enabled: true}", "ordering: {until: finished}", "accounts: {a: {token: {kind: none}, limits: {in_flight: 1}}}",
                           "accounts: {a: {token: {kind: none}, limits: {per_second: 0.1}}}"})
    EXPECT_THAT(load(text), ElementsAre(HasSubstr("not available in this version"))) << text;
}

TEST_F(CheckSettings, SwitchedOffFeaturesAreNoProblem) {
  for (const auto* text :
       {"tracking: {enabled: false, max: 1s}", "tracking: {deadline: 1h}", "breaker: {}", "breaker: {failures: 0}",
        "breaker: {failures: 0, probe: 1s}", "breaker: {failures: 50}", "breaker: {probe: 1s}", "ordering: {by: key, until: accepted}", "accounts: {a: {token: {kind: none}, limits: {}}}"})
    EXPECT_THAT(load(text), IsEmpty()) << text;
}

TEST_F(CheckSettings, VariablesDoNotReachWhatIsNotBuiltEither) {
  EXPECT_THAT(load("", {{"WECHAT_ACCESS_TOKEN", "t"}, {"IMPORT_WORKER__TRACKING__ENABLED", "true"}}),
              ElementsAre(HasSubstr("IMPORT_WORKER__TRACKING__ENABLED: tracking is not available")));
}

TEST_F(CheckSettings, AccountsNeedAtLeastOne) {
  EXPECT_THAT(load("accounts: {}"), ElementsAre("f:1: accounts: expected at least one account, here or in accounts_dir"));
  EXPECT_THAT(load("accounts:\n"), ElementsAre("f:1: accounts: expected a map of names, found nothing (null)"));
}

TEST_F(CheckSettings, AccountNamesAreTheRequestsNames) {
  EXPECT_THAT(load("accounts: {\"\": {token: {kind: none}}}"), ElementsAre(HasSubstr("expected an account name of 1 to 128 characters")));
  EXPECT_THAT(load("accounts: {\"a\\nb\": {token: {kind: none}}}"), ElementsAre(HasSubstr("expected an account name")));
  EXPECT_THAT(load("accounts: {? " + std::string(129, 'a') + "\n : {token: {kind: none}}}"), ElementsAre(HasSubstr("expected an account name")));
  EXPECT_THAT(load("accounts: {? " + std::string(128, 'a') + "\n : {token: {kind: none}}}"), IsEmpty());
}

TEST_F(CheckSettings, AnAccountNeedsItsTokensKind) {
  EXPECT_THAT(load("accounts:\n  a: {}\n"),
              ElementsAre("f:2: accounts.a.token.kind: expected one of none, static, file, stable, service, authorizer, found no such key"));
  EXPECT_THAT(load("accounts:\n  a: {token: {path: /t}}\n"), ElementsAre(HasSubstr("accounts.a.token.kind: expected one of")));
}

TEST_F(CheckSettings, StaticTakesExactlyOneOfValueAndFile) {
  EXPECT_THAT(load("accounts: {a: {token: {kind: static}}}"),
              ElementsAre(AllOf(HasSubstr("accounts.a.token: expected exactly one of value and value_file"), HasSubstr("neither"))));
  EXPECT_THAT(load("accounts: {a: {token: {kind: static, value: v, value_file: /f}}}"), ElementsAre(HasSubstr("found both")));
  EXPECT_THAT(load("accounts: {a: {token: {kind: static, value: v, path: /f}}}"),
              ElementsAre(HasSubstr("token.path: belongs to kind file, found it beside kind static")));
}

TEST_F(CheckSettings, FileTakesAPathAndNothingElse) {
  EXPECT_THAT(load("accounts: {a: {token: {kind: file}}}"), ElementsAre(HasSubstr("accounts.a.token.path: expected the path of a file")));
  EXPECT_THAT(load("accounts: {a: {token: {kind: file, path: ''}}}"), ElementsAre(HasSubstr("token.path: expected a text of 1 to 4096")));
  EXPECT_THAT(load("accounts: {a: {token: {kind: file, path: /p, value: v}}}"),
              ElementsAre(HasSubstr("token.value: belongs to kind static, found it beside kind file")));
}

TEST_F(CheckSettings, NoneTakesNothing) {
  EXPECT_THAT(load("accounts: {a: {token: {kind: none, value: v, value_file: /f, path: /p}}}"),
              ElementsAre(HasSubstr("token.value:"), HasSubstr("token.value_file:"), HasSubstr("token.path:")));
}

TEST_F(CheckSettings, TokensHoldNoWhiteSpace) {
  for (const auto* value : {"\"a b\"", "\"a\\n\"", "\" a\"", "\"a\\t\"", "\"\\x7f\""})
    EXPECT_THAT(load("accounts: {a: {token: {kind: static, value: " + std::string{value} + "}}}"),
                ElementsAre(HasSubstr("accounts.a.token.value: expected a token")))
        << value;
  EXPECT_THAT(load("accounts: {a: {token: {kind: static, value: ''}}}"), ElementsAre(HasSubstr("token.value: expected a text that is not empty")));
  EXPECT_THAT(load("accounts: {a: {token: {kind: static, value: 12345}}}"), IsEmpty());
}

TEST_F(CheckSettings, EveryMistakeInClientOptionsIsToldBesideOthers) {
  EXPECT_THAT(load("kafka:\n  grup: g\n  client:\n    sasl.mechansim: PLAIN\n    linger.ms: soon\n    security.protocol: SASL_SSL\n"),
              ElementsAre(HasSubstr("f:2: kafka.grup"), HasSubstr("f:4: kafka.client.sasl.mechansim: expected an option of librdkafka"),
                          HasSubstr("f:5: kafka.client.linger.ms"), HasSubstr("f:6: kafka.client.security.protocol")));
}

}  // namespace
}  // namespace iw::testing
