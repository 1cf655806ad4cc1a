#include "common/proxy_url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace iw {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string authorization(const std::string& user_info) {
  const auto proxy = parse_proxy_url("http://" + user_info + "@p:1");
  return proxy ? std::string{proxy->authorization.reveal()} : "refused";
}

TEST(ProxyUrl, IsHostAndPort) {
  const auto proxy = parse_proxy_url("http://proxy.test:3128");
  ASSERT_TRUE(proxy);
  EXPECT_EQ(proxy->host, "proxy.test");
  EXPECT_EQ(proxy->port, "3128");
  EXPECT_EQ(proxy->authority, "proxy.test:3128");
  EXPECT_TRUE(proxy->authorization.empty());
}

TEST(ProxyUrl, TakesAnIpv6AddressAndASlashBehindThePort) {
  const auto proxy = parse_proxy_url("http://[::1]:8080/");
  ASSERT_TRUE(proxy);
  EXPECT_EQ(proxy->host, "::1");
  EXPECT_EQ(proxy->authority, "[::1]:8080");
}

TEST(ProxyUrl, EncodesUserAndPasswordAsBasicWants) {
  EXPECT_EQ(authorization("Aladdin:open%20sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");  // RFC 7617, section 2
  EXPECT_EQ(authorization("a:b"), "Basic YTpi");
  EXPECT_EQ(authorization("a"), "Basic YTo=") << "no password is an empty one";
  EXPECT_EQ(authorization("a:"), "Basic YTo=");
}

TEST(ProxyUrl, DecodesPercentEncodedUserAndPassword) {
  EXPECT_EQ(authorization("%61:%62"), "Basic YTpi");
  EXPECT_EQ(authorization("u:%40%3a%2F%25"), authorization("u:@:%2f%25"));
  EXPECT_EQ(authorization("u:p%c3%a4"), "Basic dTpww6Q=");
}

TEST(ProxyUrl, RefusesBrokenUserInfo) {
  for (const auto* text : {"", ":p", "u:%", "u:%4", "u:%4x", "u:%x4", "%", "u%3av:p", "u:%00", "u%0a:p", "u:%7f"})
    EXPECT_EQ(authorization(text), "refused") << text;
}

TEST(ProxyUrl, RefusesEverythingElse) {
  for (const auto* text : {"",
                           "p:1",
                           "https://p:1",
                           "socks5://p:1",
                           "HTTP//p:1",
                           "http://",
                           "http://p",
                           "http://p:",
                           "http://p:0",
                           "http://p:65536",
                           "http://p:1x",
                           "http://:1",
                           "http://p:1/x",
                           "http://p:1//",
                           "http://p:1?q",
                           "http://p:1#f",
                           "http://p q:1",
                           "http://ä:1",
                           "http://[::1:1",
                           "http://u:p/w@p:1"})
    EXPECT_FALSE(parse_proxy_url(text)) << text;
}

TEST(ProxyUrl, ErrorAndMaskShowNoCredentials) {
  for (const std::string text :
       {"http://me:hunter2@p", "http://me:hunter2%@p:1", "https://me:hunter2@p:1", "http://me:hunter2/@p:1", "me:hunter2@p:1",
        "http://me:hunter2@p:1", "http://me:hunter2@p:1/", "http://me:hunter2@hunter2@p:1", "http://hunter2:x@[::1]:1"}) {
    const auto proxy = parse_proxy_url(text);
    if (!proxy) {
      EXPECT_THAT(proxy.error().message, Not(HasSubstr("hunter2"))) << text;
    }
    EXPECT_THAT(mask_proxy_url(text), Not(HasSubstr("hunter2"))) << text;
    EXPECT_THAT(mask_proxy_url(text), HasSubstr("*****")) << text;
  }
}

TEST(ProxyUrl, MaskKeepsWhatIsNoSecret) {
  EXPECT_EQ(mask_proxy_url(""), "");
  EXPECT_EQ(mask_proxy_url("http://p:1"), "http://p:1");
  EXPECT_EQ(mask_proxy_url("http://me:hunter2@p:1"), "http://*****@p:1");
  EXPECT_TRUE(parse_proxy_url(mask_proxy_url("http://me:hunter2@p:1"))) << "what is shown can be read back";
}

RC_GTEST_PROP(ProxyUrl, SurvivesAnyText, (const std::string& text)) {
  (void)parse_proxy_url(text);
  (void)parse_proxy_url("http://" + text);
  (void)parse_proxy_url("http://" + text + "@p:1");
  (void)mask_proxy_url("http://" + text + "@p:1");
}

}  // namespace
}  // namespace iw
