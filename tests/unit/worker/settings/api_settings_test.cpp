// `api`: the way to the API, beyond its address.
#include "common/proxy_url.hpp"
#include "tests/unit/worker/settings/settings_fixture.hpp"
#include "worker/settings/describe_settings.hpp"

namespace iw::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ApiSettingsTest = SettingsFixture;

TEST_F(ApiSettingsTest, HaveNoProxyAndNoCertificateByDefault) {
  ASSERT_THAT(load(""), IsEmpty());
  EXPECT_TRUE(settings.api.proxy.empty());
  EXPECT_EQ(settings.api.client_certificate_file + settings.api.client_key_file, "");
  EXPECT_THAT(load("api: {proxy: '', client_certificate_file: '', client_key_file: ''}"), IsEmpty());
}

TEST_F(ApiSettingsTest, AreRead) {
  ASSERT_THAT(load("api: {proxy: 'http://p:3128', client_certificate_file: /c.pem, client_key_file: /k.pem}"), IsEmpty());
  EXPECT_EQ(settings.api.proxy.reveal(), "http://p:3128");
  EXPECT_EQ(settings.api.client_certificate_file, "/c.pem");
  EXPECT_EQ(settings.api.client_key_file, "/k.pem");
}

TEST_F(ApiSettingsTest, ProxyMayComeFromTheEnvironmentButNotFromHttpsProxy) {
  ASSERT_THAT(load("api: {proxy: 'http://me:${PASS}@p:1'}", {{"WECHAT_ACCESS_TOKEN", "t"}, {"PASS", "hunter2"}}), IsEmpty());
  EXPECT_EQ(settings.api.proxy.reveal(), "http://me:hunter2@p:1");
  ASSERT_THAT(load("", {{"WECHAT_ACCESS_TOKEN", "t"}, {"IMPORT_WORKER__API__PROXY", "http://p:2"}}), IsEmpty());
  EXPECT_EQ(settings.api.proxy.reveal(), "http://p:2");
  ASSERT_THAT(load("", {{"WECHAT_ACCESS_TOKEN", "t"}, {"https_proxy", "http://p:3"}, {"HTTP_PROXY", "http://p:3"}}), IsEmpty());
  EXPECT_TRUE(settings.api.proxy.empty());
}

TEST_F(ApiSettingsTest, WrongProxyIsToldInItsLineAndNotShown) {
  EXPECT_THAT(load("api:\n  proxy: https://me:hunter2@p:1\n"),
              ElementsAre("f:2: api.proxy: expected a proxy as http://host:port or http://user:password@host:port (it is not shown)"));
  EXPECT_THAT(load("api:\n  proxy: http://me:hunter2@p\n"),
              ElementsAre(AllOf(HasSubstr("f:2: api.proxy: expected host:port"), Not(HasSubstr("hunter2")))));
  EXPECT_THAT(load("", {{"WECHAT_ACCESS_TOKEN", "t"}, {"IMPORT_WORKER__API__PROXY", "hunter2"}}),
              ElementsAre(AllOf(HasSubstr("IMPORT_WORKER__API__PROXY"), Not(HasSubstr("hunter2")))));
  EXPECT_THAT(load("api: {proxy: [hunter2]}"), ElementsAre(AllOf(HasSubstr("api.proxy"), Not(HasSubstr("hunter2")))));
}

TEST_F(ApiSettingsTest, CertificateAndKeyGoTogether) {
  EXPECT_THAT(load("api:\n  client_certificate_file: /c\n"),
              ElementsAre("f:2: api.client_certificate_file: expected api.client_key_file beside it: both or neither"));
  EXPECT_THAT(load("api:\n  client_key_file: /k\n"),
              ElementsAre("f:2: api.client_key_file: expected api.client_certificate_file beside it: both or neither"));
}

TEST_F(ApiSettingsTest, DescriptionHidesTheProxysCredentialsAndIsReadBack) {
  ASSERT_THAT(load("api: {proxy: 'http://me:hunter2@p:3128', client_certificate_file: /c, client_key_file: /k}\n"
                   "accounts: {a: {token: {kind: none}}}\n"),
              IsEmpty());
  const auto text = describe_settings(settings);
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  EXPECT_THAT(text, HasSubstr("proxy: \"http://*****@p:3128\""));
  EXPECT_THAT(load(text), IsEmpty()) << text;
  EXPECT_EQ(settings.api.client_key_file, "/k");
  EXPECT_EQ(describe_settings(settings), text);
}

TEST_F(ApiSettingsTest, DescriptionOfAProxyWithoutCredentialsIsTheProxy) {
  ASSERT_THAT(load("api: {proxy: 'http://p:3128'}\naccounts: {a: {token: {kind: none}}}\n"), IsEmpty());
  const auto text = describe_settings(settings);
  ASSERT_THAT(load(text), IsEmpty()) << text;
  EXPECT_EQ(settings.api.proxy.reveal(), "http://p:3128");
  ASSERT_THAT(load("accounts: {a: {token: {kind: none}}}"), IsEmpty());
  EXPECT_THAT(load(describe_settings(settings)), IsEmpty());
  EXPECT_TRUE(settings.api.proxy.empty());
}

}  // namespace
}  // namespace iw::testing
