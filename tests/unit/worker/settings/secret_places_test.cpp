// A secret in every wrong place of a configuration: whatever is complained about, the secret does not come back.
#include "tests/unit/worker/settings/settings_fixture.hpp"
#include "worker/settings/describe_settings.hpp"

namespace iw::testing {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// As long as secrets are; the part that is looked for has letters only, so that no encoding hides it.
constexpr const char* kSecret = "x9/MARKEDSECRET+=!0123456789";
constexpr const char* kMark = "MARKEDSECRET";

class SecretPlaces : public SettingsFixture {
 protected:
  /// The token section with these lines in it.
  std::vector<std::string> token(const std::string& lines, config::Environment environment = {{"S", kSecret}}) {
    return load("accounts:\n  default:\n    token:\n      kind: static\n      " + lines + "\n", std::move(environment));
  }
  /// There are complaints, and none of them shows the secret.
  static void expect_hidden(const std::vector<std::string>& problems, const std::string& place) {
    EXPECT_THAT(problems, Not(IsEmpty())) << place << " is no mistake: the test shows nothing";
    EXPECT_THAT(problems, Each(Not(HasSubstr(kMark)))) << place;
  }
};

TEST_F(SecretPlaces, WithoutQuotesAndWithACharacterThatYamlReadsIsNotShown) {
  for (const auto* first : {"!", "*", "&", "@", "`", "{", "[", "\"", "'", "|", ">", "? ", "- ", "a: b: "})
    expect_hidden(token(std::string{"value: "} + first + kMark), first);
  for (const auto* first : {"!", "a,", ",", "a, ", "a: b, ", "}", "\"", "["})
    expect_hidden(load(std::string{"accounts: {default: {token: {kind: static, value: "} + first + kMark + "}}}"), first);
}

TEST_F(SecretPlaces, UnderAMisspeltKeyIsNotShown) {
  for (const auto* key : {"valu", "secrets", "token", "password", "Value"}) expect_hidden(token(std::string{key} + ": " + kSecret), key);
  expect_hidden(load(std::string{"kafka: {sasl.password: "} + "\"" + kSecret + "\"}"), "kafka");
  expect_hidden(load(std::string{"password: "} + kSecret), "the top level");
}

TEST_F(SecretPlaces, UnderTheKeyOfAnotherTypeIsNotShown) {
  for (const auto* key : {"parameter", "kind", "value_file: a\n      parameter"})
    expect_hidden(token(std::string{"value: v\n      "} + key + ": \"" + kSecret + "\""), key);
  for (const auto* yaml :
       {"retry: {attempts: ", "retry: {hold: [", "retry: {max: ", "log: {level: ", "kafka: {static_membership: ", "kafka: {group: ",
        "kafka: {topics: {results: ", "admin: {listen: ", "ordering: {by: ", "retry: {classes: {-1: ", "api: {base_url: ", "api: {proxy: "}) {
    std::string closing;
    for (const char c : std::string{yaml}) closing += c == '{' ? "}" : c == '[' ? "]" : "";
    std::reverse(closing.begin(), closing.end());
    expect_hidden(load(std::string{yaml} + "\"" + kSecret + "\"" + closing), yaml);
    expect_hidden(load(std::string{yaml} + "\"${S}\"" + closing, {{"S", kSecret}, {"WECHAT_ACCESS_TOKEN", "t0ken"}}), yaml);
  }
}

TEST_F(SecretPlaces, InAVariableThatIsWrongIsNotShown) {
  for (const auto* variable : {"IMPORT_WORKER__LOG__LEVEL", "IMPORT_WORKER__RETRY__ATTEMPTS", "IMPORT_WORKER__ACCOUNTS__DEFAULT__TOKEN__VALUE",
                               "IMPORT_WORKER__KAFKA__CLIENT__SASL_PASSWORD", "IMPORT_WORKER__API__PROXY", "IMPORT_WORKER__NO__SUCH__KEY",
                               "IMPORT_WORKER__KAFKA__GROUP", "IMPORT_WORKER__ADMIN__LISTEN"})
    expect_hidden(load("{}", {{variable, kSecret}, {"WECHAT_ACCESS_TOKEN", "t0ken"}}), variable);
}

TEST_F(SecretPlaces, OfTheWrongFormIsNotShown) {
  for (const auto* value : {"[x9MARKEDSECRET]", "{a: x9MARKEDSECRET}", "\"x9MARKEDSECRET with a blank\""})
    expect_hidden(token(std::string{"value: "} + value), value);
  expect_hidden(load(std::string{"api: {proxy: \"http://me:"} + kSecret + "@nowhere\"}"), "a proxy without a port");
  expect_hidden(load(std::string{"api: {base_url: \"https://me:"} + kMark + "@api.test\"}"), "a password in base_url");
}

TEST_F(SecretPlaces, InTheRightPlaceIsShownToNobody) {
  const std::string yaml = std::string{"kafka: {client: {sasl.password: \""} + kSecret + "\", ssl.key.password: \"" + kSecret +
                           "\"}}\napi: {proxy: \"http://me:" + kMark + "@proxy.test:1\"}\naccounts:\n  a: {token: {kind: static, value: \"" +
                           kSecret + "\"}}\n" + "  b: {token: {kind: stable, appid: wx, secret: \"" + kSecret + "\"}}\n" +
                           "  c: {token: {kind: service, url: \"https://tokens.test/get?key=" + kMark + "\", bearer: \"" + kSecret + "\"}}\n";
  EXPECT_THAT(load(yaml), IsEmpty());
  EXPECT_THAT(describe_settings(settings),
              AllOf(HasSubstr("sasl.password"), HasSubstr("https://tokens.test/get"), HasSubstr("proxy.test:1"), Not(HasSubstr(kMark))));
}

}  // namespace
}  // namespace iw::testing
