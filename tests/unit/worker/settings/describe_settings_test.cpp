#include "worker/settings/describe_settings.hpp"

#include "tests/unit/worker/settings/settings_fixture.hpp"

namespace iw::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using DescribeSettings = SettingsFixture;

TEST_F(DescribeSettings, ShowsTheDefaultsInForce) {
  ASSERT_THAT(load(""), IsEmpty());
  const auto text = describe_settings(settings);
  for (const auto* line : {"brokers: \"localhost:9092\"", "session_timeout: 30s", "deadline: 24h", "hold: [token]", "upsert: resubmit",
                           "listen: \"127.0.0.1:8080\"", "format: json"})
    EXPECT_THAT(text, HasSubstr(line));
}

TEST_F(DescribeSettings, HidesTokensAndBrokerPasswords) {
  ASSERT_THAT(load("kafka: {client: {sasl.password: hunter2, ssl.key.pem: hunter2, sasl.oauthbearer.config: hunter2, sasl.username: me}}\n"
                   "accounts: {a: {token: {kind: static, value: hunter2}}}\n"),
              IsEmpty());
  const auto text = describe_settings(settings);
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  EXPECT_THAT(text, HasSubstr("value: \"*****\""));
  EXPECT_THAT(text, HasSubstr("sasl.password: \"*****\""));
  EXPECT_THAT(text, HasSubstr("sasl.username: \"me\""));
}

TEST_F(DescribeSettings, IsReadBackToTheSameSettings) {
  ASSERT_THAT(
      load("kafka: {group: g, instance: i, client: {client.rack: 'a: b'}, topics: {dead_letters: ''}}\n"
           "accounts: {a: {token: {kind: file, path: '/p #1'}}, b: {token: {kind: none}}, c: {token: {kind: static, value_file: /v}}}\n"
           "retry: {hold: [], multiplier: 1.5, classes: {-1: permanent}}\nordering: {by: key}\nadmin: {listen: '[::1]:0'}\nlog: {format: text}\n"),
      IsEmpty());
  const auto text = describe_settings(settings);
  EXPECT_THAT(load(text), IsEmpty()) << text;
  EXPECT_EQ(describe_settings(settings), text);
  EXPECT_EQ(settings.accounts.at(0).token.path, "/p #1");
  EXPECT_EQ(settings.order_by, OrderBy::key);
  EXPECT_FALSE(settings.retry.hold_token);
}

TEST_F(DescribeSettings, EveryKindOfTokenIsReadBack) {
  ASSERT_THAT(
      load(
          "accounts:\n"
          "  a: {token: {kind: stable, appid: wx1, secret_file: /s}}\n"
          "  b: {token: {kind: service, url: 'http://h:1/p', bearer_file: /b}}\n"
          "  c: {token: {kind: authorizer, component_appid: wx2, authorizer_appid: wx3, refresh_token_file: /r, component: {kind: file, path: /c}}}\n"
          "  d: {token: {kind: authorizer, component_appid: wx2, authorizer_appid: wx3, refresh_token_file: /r,\n"
          "      component: {kind: ticket, component_secret_file: /s, ticket_file: /t}}}\n"),
      IsEmpty());
  const auto text = describe_settings(settings);
  EXPECT_THAT(load(text), IsEmpty()) << text;
  EXPECT_EQ(describe_settings(settings), text);
  ASSERT_EQ(settings.accounts.size(), 4u);
  EXPECT_EQ(settings.accounts[0].token.secret_file, "/s");
  EXPECT_EQ(settings.accounts[1].token.url, "http://h:1/p");
  EXPECT_EQ(settings.accounts[2].token.component.path, "/c");
  EXPECT_EQ(settings.accounts[3].token.component.kind, ComponentKind::ticket);
}

TEST_F(DescribeSettings, HidesEverySecretOfTokens) {
  ASSERT_THAT(load("accounts:\n"
                   "  a: {token: {kind: stable, appid: wx1, secret: hunter2}}\n"
                   "  b: {token: {kind: service, url: 'http://h', bearer: hunter2}}\n"
                   "  c: {token: {kind: authorizer, component_appid: wx2, authorizer_appid: wx3, refresh_token_file: /r,\n"
                   "      component: {kind: ticket, component_secret: hunter2, ticket_file: /t}}}\n"),
              IsEmpty());
  EXPECT_THAT(describe_settings(settings), Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace iw::testing
