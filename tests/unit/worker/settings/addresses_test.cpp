#include "worker/settings/addresses.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/base_url.hpp"

namespace iw {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(BaseUrl, IsSchemeHostPerhapsPortAndPrefix) {
  for (const auto* url :
       {"https://api.weixin.qq.com", "http://127.0.0.1:8080", "http://[::1]:1", "https://h/", "https://h:65535/a/b%20c", "http://my_host-1.x/p"})
    EXPECT_TRUE(parse_base_url(url)) << url;
}

TEST(BaseUrl, RefusesEverythingElse) {
  for (const auto* url : {"",
                          "api.weixin.qq.com",
                          "ftp://h",
                          "HTTPS//h",
                          "https://",
                          "https:///p",
                          "https://:80",
                          "https://h:",
                          "https://h:0",
                          "https://h:65536",
                          "https://h:8o",
                          "https://h?q=1",
                          "https://h/#f",
                          "https://h/a b",
                          "https://h/\xc3\xa4",
                          "https://[::1",
                          "https://[x]",
                          "https://[1]:80",
                          "https://[::1]80",
                          "https://ä"})
    EXPECT_FALSE(parse_base_url(url)) << url;
}

TEST(BaseUrl, ErrorShowsNoPassword) {
  const auto checked = parse_base_url("https://me:hunter2@h");
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().message, HasSubstr("without user name and password"));
  EXPECT_THAT(checked.error().message, Not(HasSubstr("hunter2")));
}

TEST(Listen, IsHostAndPort) {
  EXPECT_EQ(parse_listen("127.0.0.1:8080")->host, "127.0.0.1");
  EXPECT_EQ(parse_listen("127.0.0.1:8080")->port, 8080);
  EXPECT_EQ(parse_listen("localhost:0")->port, 0);
  EXPECT_EQ(parse_listen("[::1]:9")->host, "::1");
}

TEST(Listen, RefusesEverythingElse) {
  for (const auto* text : {"", ":80", "h", "h:", "h:-1", "h:65536", "h:80x", "::1:80", "[::1]", "[]:80", "h :80", "http://h:80"})
    EXPECT_FALSE(parse_listen(text)) << text;
}

TEST(Listen, ComesBackFromItsText) {
  for (const auto* text : {"127.0.0.1:8080", "[::1]:0", "[fe80::1]:65535"}) EXPECT_EQ(format_listen(*parse_listen(text)), text);
}

TEST(KafkaName, HasKafkasOwnRules) {
  for (const auto* name : {"a", "import.dead-letters", "A_1", "...", "-"}) EXPECT_TRUE(is_kafka_name(name)) << name;
  for (const auto* name : {"", ".", "..", "a b", "a/b", "a:b", "ä", "a\n"}) EXPECT_FALSE(is_kafka_name(name)) << name;
  EXPECT_TRUE(is_kafka_name(std::string(249, 'a')));
  EXPECT_FALSE(is_kafka_name(std::string(250, 'a')));
}

TEST(ServiceUrl, IsSplitIntoWhereAndWhat) {
  const auto split = [](std::string_view text) {
    const auto url = parse_service_url(text);
    return url ? url->origin + " " + url->target : "refused: " + url.error().message;
  };
  EXPECT_EQ(split("https://tokens.example/wechat?appid=a&x=%20"), "https://tokens.example /wechat?appid=a&x=%20");
  EXPECT_EQ(split("http://h:81"), "http://h:81 /");
  EXPECT_EQ(split("http://h/"), "http://h /");
  EXPECT_EQ(split("http://h?a=/b"), "http://h /?a=/b");
  EXPECT_EQ(split("HTTPS://h:443/a/"), "https://h /a/");
  EXPECT_EQ(split("http://[::1]:8080/p"), "http://[::1]:8080 /p");
}

TEST(ServiceUrl, RefusesUserInfoFragmentsAndWhatIsNoUrl) {
  for (const auto* text :
       {"", "h/p", "ftp://h", "http://", "http://u@h/", "http://h/#f", "http://h/?a#f", "http://h/?a b", "http://h/a\nb", "http://h:0/"})
    EXPECT_FALSE(parse_service_url(text)) << text;
}

RC_GTEST_PROP(Addresses, SurviveAnyText, (const std::string& text)) {
  (void)parse_base_url(text);
  (void)parse_base_url("https://" + text);
  (void)parse_service_url("http://" + text);
  (void)parse_listen(text);
  (void)parse_listen("[" + text);
}

}  // namespace
}  // namespace iw
