// The Retry-After header: seconds or a date, and nothing else.
#include "worker/answer/retry_after.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace iw {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kNow{std::chrono::milliseconds{784'111'777'000}};  // Sun, 06 Nov 1994 08:49:37 GMT
constexpr auto kYear = std::chrono::hours{24 * 365};

TEST(RetryAfter, Seconds) {
  EXPECT_EQ(parse_retry_after("0", kNow), 0s);
  EXPECT_EQ(parse_retry_after("120", kNow), 120s);
  EXPECT_EQ(parse_retry_after(" 120\t", kNow), 120s);
  EXPECT_EQ(parse_retry_after("007", kNow), 7s);
}

TEST(RetryAfter, HugeSecondsAreAYearAndDoNotOverflow) {
  for (const char* huge : {"1000000000", "9223372036854775807", "9223372036854775808", "99999999999999999999999999999999999999"})
    EXPECT_EQ(parse_retry_after(huge, kNow), kYear) << huge;
}

TEST(RetryAfter, AllThreeFormsOfADate) {
  for (const char* date : {"Sun, 06 Nov 1994 08:50:37 GMT", "Sunday, 06-Nov-94 08:50:37 GMT", "Sun Nov  6 08:50:37 1994"})
    EXPECT_EQ(parse_retry_after(date, kNow), 60s) << date;
}

TEST(RetryAfter, PastOrPresentDateSaysNothing) {
  for (const char* date : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:36 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"})
    EXPECT_FALSE(parse_retry_after(date, kNow).has_value()) << date;
}

TEST(RetryAfter, FarDateIsAYearAndDoesNotOverflow) {
  for (const char* date : {"Wed, 06 Nov 1996 08:49:37 GMT", "Fri, 01 Jan 2500 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"})
    EXPECT_EQ(parse_retry_after(date, kNow), kYear) << date;
}

TEST(RetryAfter, GarbageSaysNothing) {
  for (const char* text : {"", " ", "-1", "+5", "1.5", "5s", "5 s", "1e3", "0x10", "soon", "Sun, 06 Nov 1994", "Sun, 06 Nov 1994 08:50:37 PST",
                           "Sun, 06 Nov 1994 08:50:37 GMT x", "1994-11-06T08:50:37Z"})
    EXPECT_FALSE(parse_retry_after(text, kNow).has_value()) << text;
  EXPECT_FALSE(parse_retry_after(std::string(100'000, '9'), kNow).has_value());
}

RC_GTEST_PROP(RetryAfterProperty, AnyTextGivesNothingOrUpToAYear, (const std::string& text)) {
  const auto wait = parse_retry_after(text, kNow).value_or(0s);
  RC_ASSERT(wait >= 0s && wait <= kYear);
}

}  // namespace
}  // namespace iw
