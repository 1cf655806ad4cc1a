// `accounts.*.token`: which kind needs which key, and what excludes what. Each misuse is told at its key.
#include <array>
#include <utility>

#include "tests/unit/worker/settings/settings_fixture.hpp"

namespace iw::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class CheckToken : public SettingsFixture {
 protected:
  /// What is wrong with one token section.
  std::vector<std::string> token(const std::string& keys) { return load("accounts: {a: {token: {" + keys + "}}}"); }
  std::vector<std::string> component(const std::string& keys) {
    return token("kind: authorizer, component_appid: c, authorizer_appid: m, refresh_token_file: /r, component: {" + keys + "}");
  }
};

TEST_F(CheckToken, StableIsRead) {
  ASSERT_THAT(token("kind: stable, appid: wx1, secret: s3cret, parameter: cloudbase_access_token"), IsEmpty());
  const auto& read = settings.accounts.at(0).token;
  EXPECT_EQ(read.kind, TokenKind::stable);
  EXPECT_EQ(read.appid, "wx1");
  EXPECT_EQ(read.secret.reveal(), "s3cret");
  EXPECT_EQ(read.parameter, "cloudbase_access_token");
}

TEST_F(CheckToken, StableNeedsAppidAndOneSecret) {
  EXPECT_THAT(token("kind: stable"),
              UnorderedElementsAre(HasSubstr("accounts.a.token.appid: expected the account's appid: kind stable needs it"),
                                   AllOf(HasSubstr("accounts.a.token: expected exactly one of secret and secret_file"), HasSubstr("neither"))));
  EXPECT_THAT(token("kind: stable, appid: x, secret: s, secret_file: /s"), ElementsAre(HasSubstr("found both")));
  EXPECT_THAT(token("kind: stable, appid: x, secret_file: /s"), IsEmpty());
}

TEST_F(CheckToken, ServiceIsReadWithAndWithoutBearer) {
  EXPECT_THAT(token("kind: service, url: 'https://h/p?x=1'"), IsEmpty());
  EXPECT_THAT(token("kind: service, url: 'http://h', bearer: b"), IsEmpty());
  EXPECT_EQ(settings.accounts.at(0).token.bearer.reveal(), "b");
  EXPECT_THAT(token("kind: service, url: 'http://h', bearer_file: /b"), IsEmpty());
  EXPECT_THAT(token("kind: service, url: 'http://h', bearer: b, bearer_file: /b"),
              ElementsAre(HasSubstr("accounts.a.token: expected at most one of bearer and bearer_file, found both")));
}

TEST_F(CheckToken, ServiceNeedsAUrlThatCanBeCalled) {
  EXPECT_THAT(token("kind: service"), ElementsAre(HasSubstr("token.url: expected the URL of a service")));
  for (const auto* url : {"ftp://h", "h", "http://u:p@h", "'http://h/#f'", "'http://h/?a b'", "'http://h/?a#b'", "http://"})
    EXPECT_THAT(token("kind: service, url: " + std::string{url}), ElementsAre(HasSubstr("accounts.a.token.url: expected a"))) << url;
}

TEST_F(CheckToken, AuthorizerIsReadWithEachComponent) {
  ASSERT_THAT(component("kind: ticket, component_secret: s, ticket_file: /t"), IsEmpty());
  const auto& read = settings.accounts.at(0).token;
  EXPECT_EQ(read.kind, TokenKind::authorizer);
  EXPECT_EQ(read.component_appid, "c");
  EXPECT_EQ(read.authorizer_appid, "m");
  EXPECT_EQ(read.refresh_token_file, "/r");
  EXPECT_EQ(read.component.kind, ComponentKind::ticket);
  EXPECT_EQ(read.component.secret.reveal(), "s");
  EXPECT_EQ(read.component.ticket_file, "/t");
  EXPECT_THAT(component("kind: file, path: /p"), IsEmpty());
  EXPECT_THAT(component("kind: service, url: 'http://h', bearer: b"), IsEmpty());
}

TEST_F(CheckToken, AuthorizerNeedsItsFourKeys) {
  EXPECT_THAT(token("kind: authorizer"),
              UnorderedElementsAre(HasSubstr("token.component_appid: expected"), HasSubstr("token.authorizer_appid: expected"),
                                   HasSubstr("token.refresh_token_file: expected"),
                                   HasSubstr("token.component: expected where the component token comes from")));
}

TEST_F(CheckToken, ComponentNeedsItsKindsKeys) {
  EXPECT_THAT(component(""), ElementsAre(HasSubstr("token.component.kind: expected one of file, service, ticket, found no such key")));
  EXPECT_THAT(component("kind: file"), ElementsAre(HasSubstr("token.component.path: expected the path")));
  EXPECT_THAT(component("kind: service"), ElementsAre(HasSubstr("token.component.url: expected the URL")));
  EXPECT_THAT(component("kind: service, url: h"), ElementsAre(HasSubstr("token.component.url: expected a URL that begins")));
  EXPECT_THAT(component("kind: ticket"), UnorderedElementsAre(HasSubstr("token.component: expected exactly one of component_secret"),
                                                              HasSubstr("token.component.ticket_file: expected the path")));
  EXPECT_THAT(component("kind: ticket, ticket_file: /t, component_secret: s, component_secret_file: /s"), ElementsAre(HasSubstr("found both")));
  EXPECT_THAT(component("kind: stable"), ElementsAre(HasSubstr("token.component.kind: expected one of file, service, ticket, found 'stable'")));
}

TEST_F(CheckToken, KeysOfOtherKindsAreRefusedAtTheirPlace) {
  const std::array<std::pair<const char*, const char*>, 13> foreign{{
      {"value: v", "value: belongs to kind static"},
      {"value_file: /v", "value_file: belongs to kind static"},
      {"path: /p", "path: belongs to kind file"},
      {"appid: x", "appid: belongs to kind stable"},
      {"secret: s", "secret: belongs to kind stable"},
      {"secret_file: /s", "secret_file: belongs to kind stable"},
      {"url: 'http://h'", "url: belongs to kind service"},
      {"bearer: b", "bearer: belongs to kind service"},
      {"bearer_file: /b", "bearer_file: belongs to kind service"},
      {"component_appid: c", "component_appid: belongs to kind authorizer"},
      {"authorizer_appid: m", "authorizer_appid: belongs to kind authorizer"},
      {"refresh_token_file: /r", "refresh_token_file: belongs to kind authorizer"},
      {"component: {kind: file, path: /p}", "component: belongs to kind authorizer"},
  }};
  for (const auto& [key, problem] : foreign)
    EXPECT_THAT(token("kind: none, " + std::string{key}), ElementsAre(AllOf(HasSubstr(problem), HasSubstr("beside kind none")))) << key;
  EXPECT_THAT(
      component("kind: file, path: /p, ticket_file: /t, bearer: b"),
      UnorderedElementsAre(HasSubstr("component.ticket_file: belongs to kind ticket"), HasSubstr("component.bearer: belongs to kind service")));
}

TEST_F(CheckToken, SecretsAreVisibleAsciiAndNeverShown) {
  for (const auto* value : {"\"hun ter2\"", "\"hunter2\\n\"", "\"hunter2ü\""}) {
    const std::string text{value};
    EXPECT_THAT(token("kind: stable, appid: x, secret: " + text), ElementsAre(HasSubstr("token.secret: expected a secret of visible ASCII")));
    EXPECT_THAT(token("kind: service, url: 'http://h', bearer: " + text), ElementsAre(HasSubstr("token.bearer: expected a secret")));
    const auto problems = component("kind: ticket, ticket_file: /t, component_secret: " + text);
    EXPECT_THAT(problems, ElementsAre(AllOf(HasSubstr("component.component_secret: expected a secret"), ::testing::Not(HasSubstr("hunter2")))));
  }
}

TEST_F(CheckToken, UnknownKindIsToldOnce) {
  EXPECT_THAT(token("kind: stabel, appid: x, secret: s"), ElementsAre(HasSubstr("token.kind: expected one of none, static, file, stable, service")));
}

TEST_F(CheckToken, MisspeltKeyIsToldWithTheRightOne) {
  EXPECT_THAT(token("kind: stable, apid: x, secret: s"), ::testing::Contains(HasSubstr("unknown key; did you mean appid?")));
}

}  // namespace
}  // namespace iw::testing
