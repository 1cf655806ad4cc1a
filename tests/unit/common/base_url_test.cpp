#include "common/base_url.hpp"

#include <gtest/gtest.h>

namespace iw {
namespace {

TEST(BaseUrl, TakesThePortOfTheScheme) {
  EXPECT_EQ(parse_base_url("http://api.test")->port, "80");
  EXPECT_EQ(parse_base_url("https://api.test")->port, "443");
  EXPECT_FALSE(parse_base_url("http://api.test")->tls);
  EXPECT_TRUE(parse_base_url("https://api.test")->tls);
}

TEST(BaseUrl, NamesThePortInTheAuthorityOnlyWhenItIsNotTheSchemesOwn) {
  EXPECT_EQ(parse_base_url("https://api.test:443")->authority, "api.test");
  EXPECT_EQ(parse_base_url("https://api.test:80")->authority, "api.test:80");
  EXPECT_EQ(parse_base_url("http://api.test:8080")->authority, "api.test:8080");
}

TEST(BaseUrl, KeepsThePrefixWithoutSlashesAtItsEnd) {
  EXPECT_EQ(parse_base_url("http://api.test")->prefix, "");
  EXPECT_EQ(parse_base_url("http://api.test/")->prefix, "");
  EXPECT_EQ(parse_base_url("http://api.test/a/b//")->prefix, "/a/b");
  EXPECT_EQ(parse_base_url("http://api.test/a%20b")->prefix, "/a%20b");
}

TEST(BaseUrl, TakesBracketsOffAnIpv6Host) {
  const auto url = parse_base_url("http://[::1]:8080/x").value();
  EXPECT_EQ(url.host, "::1");
  EXPECT_EQ(url.authority, "[::1]:8080");
}

TEST(BaseUrl, KeepsAnEncodedHostEncodedInTheHostHeader) {
  const auto url = parse_base_url("http://a%0d%0ab");
  if (url) {
    EXPECT_EQ(url->authority.find_first_of("\r\n"), std::string::npos);
  }
}

TEST(BaseUrl, RefusesWhatIsNoServiceAddress) {
  for (const char* bad :
       {"", "api.test", "//api.test", "/path", "ftp://api.test", "http://", "http:///path", "http://a b", "http://api.test:port", "http://[::1"})
    EXPECT_FALSE(parse_base_url(bad)) << bad;
}

TEST(BaseUrl, RefusesPlacesWhereASecretCouldHide) {
  for (const char* bad : {"http://user@api.test", "http://user:s3cret@api.test", "http://api.test?token=s3cret", "http://api.test/#part"}) {
    const auto url = parse_base_url(bad);
    ASSERT_FALSE(url) << bad;
    EXPECT_EQ(url.error().message.find("s3cret"), std::string::npos);
  }
}

TEST(BaseUrl, RefusesAPortOutsideItsRange) {
  for (const char* bad : {"http://api.test:0", "http://api.test:65536", "http://api.test:99999999999", "http://api.test:"})
    EXPECT_FALSE(parse_base_url(bad)) << bad;
  EXPECT_EQ(parse_base_url("http://api.test:65535")->port, "65535");
}

}  // namespace
}  // namespace iw
