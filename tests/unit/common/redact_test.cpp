// No text for people shows a secret (contract, section 8).
#include "common/redact.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace iw {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string clean(std::string_view text, const std::vector<std::string>& secrets) { return redact(text, secrets); }

TEST(Redact, TextWithoutSecretsStaysAsItIs) {
  for (const char* text : {"", "hello", "100 % of it", "%", "%4", "%zz", "%41"}) EXPECT_EQ(clean(text, {"secret"}), text);
  EXPECT_EQ(clean("hello", {}), "hello");
  EXPECT_EQ(clean("hello", {""}), "hello");
}

TEST(Redact, EveryOccurrenceIsReplaced) {
  EXPECT_EQ(clean("secret, secretsecret", {"secret"}), "*****, *****");
  EXPECT_EQ(clean("secret", {"secret"}), "*****");
}

TEST(Redact, PercentEncodedOccurrencesAreReplaced) {
  EXPECT_EQ(clean("t=%73ecret&x", {"secret"}), "t=*****&x");
  EXPECT_EQ(clean("t=%73%65%63%72%65%74&x=%20", {"secret"}), "t=*****&x=%20") << "what is no secret stays encoded";
  EXPECT_EQ(clean("a%2fb%2Bc and a/b+c", {"a/b+c"}), "***** and *****");
}

TEST(Redact, SecretThatIsPartOfAnotherLeavesNoRest) {
  for (const std::vector<std::string>& secrets :
       {std::vector<std::string>{"abcdef", "abcdefghij"}, std::vector<std::string>{"abcdefghij", "abcdef"}}) {
    EXPECT_THAT(clean("x=abcdefghij", secrets), Not(HasSubstr("ghij")));
    EXPECT_THAT(clean("x=%61bcdefghij", secrets), Not(HasSubstr("ghij")));
  }
}

TEST(Redact, SecretsThatOverlapInTheTextLeaveNoRest) { EXPECT_THAT(clean("x=aaaabbbbcccc", {"aaaabbbb", "bbbbcccc"}), Not(HasSubstr("cccc"))); }

TEST(Redact, StarsThemselvesAreNoTrouble) { EXPECT_EQ(clean("*", {"*"}), "*****"); }

TEST(PercentEncode, LeavesOnlyTheUnreservedCharacters) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("a b/+=&%"), "a%20b%2F%2B%3D%26%25");
  EXPECT_EQ(percent_encode(std::string_view{"\0\xFF", 2}), "%00%FF");
}

RC_GTEST_PROP(RedactProperty, NoSecretIsLeftRawOrEncoded, (const std::string& before, const std::string& after)) {
  const auto size = *rc::gen::inRange<std::size_t>(6, 60);
  const auto secret = *rc::gen::container<std::string>(size, rc::gen::suchThat(rc::gen::inRange<char>(0x21, 0x7F), [](char c) { return c != '*'; }));
  for (const auto& shown : {secret, percent_encode(secret)}) {
    const auto text = redact(before + shown + after, std::vector<std::string>{secret});
    RC_ASSERT(text.find(secret) == std::string::npos);
    RC_ASSERT(text.find(percent_encode(secret)) == std::string::npos);
    RC_ASSERT(text.find("*****") != std::string::npos);
  }
}

TEST(Redact, APercentSignRightBeforeASecretSwallowsNothingOfIt) {
  for (const std::string secret : {"00!!!!", "25abc", "%41x"}) {
    const std::vector<std::string> secrets{secret};
    EXPECT_EQ(redact("%" + percent_encode(secret), secrets), "%*****") << secret;
    EXPECT_EQ(redact("%" + secret, secrets), "%*****") << secret;
  }
}

}  // namespace
}  // namespace iw
