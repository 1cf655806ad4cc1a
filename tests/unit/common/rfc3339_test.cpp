// Times as requests carry them and events show them.
#include "common/rfc3339.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace iw {
namespace {

constexpr WallTime at(std::int64_t ms) { return WallTime{std::chrono::milliseconds{ms}}; }

TEST(Rfc3339, ShowsUtcWithMilliseconds) {
  EXPECT_EQ(format_rfc3339(at(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_rfc3339(at(1'767'225'600'007)), "2026-01-01T00:00:00.007Z");
  EXPECT_EQ(format_rfc3339(at(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, ShowsATimeOutsideFourDigitYearsAsTheNearestInside) {
  EXPECT_EQ(format_rfc3339(at(253'402'300'799'999)), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(format_rfc3339(at(253'402'300'800'000)), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(format_rfc3339(at(std::numeric_limits<std::int64_t>::max())), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(format_rfc3339(at(std::numeric_limits<std::int64_t>::min())), "0000-01-01T00:00:00.000Z");
}

TEST(Rfc3339, CalendarTimesLieBetween1970And9999) {
  for (const std::int64_t good : {0L, 1L, 253'402'300'799'999L}) EXPECT_TRUE(is_calendar_time(std::chrono::milliseconds{good})) << good;
  for (const std::int64_t bad : {-1L, -2L, 253'402'300'800'000L, std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()})
    EXPECT_FALSE(is_calendar_time(std::chrono::milliseconds{bad})) << bad;
}

TEST(Rfc3339, ReadsFractionsCutToMilliseconds) {
  for (const auto& [text, ms] :
       {std::pair{"", 0}, std::pair{".5", 500}, std::pair{".05", 50}, std::pair{".123", 123}, std::pair{".123999999999", 123}, std::pair{".000", 0}})
    EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00" + std::string{text} + "Z"), at(ms)) << text;
}

TEST(Rfc3339, ReadsOffsets) {
  EXPECT_EQ(parse_rfc3339("1970-01-01T08:00:00+08:00"), at(0));
  EXPECT_EQ(parse_rfc3339("1969-12-31T18:30:00-05:30"), at(0));
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00-00:00"), at(0));
  EXPECT_EQ(parse_rfc3339("1970-01-01t00:00:00z"), at(0));
}

TEST(Rfc3339, KnowsLeapYears) {
  EXPECT_TRUE(parse_rfc3339("2024-02-29T00:00:00Z").has_value());
  EXPECT_TRUE(parse_rfc3339("2000-02-29T00:00:00Z").has_value());
  EXPECT_FALSE(parse_rfc3339("2026-02-29T00:00:00Z").has_value());
  EXPECT_FALSE(parse_rfc3339("1900-02-29T00:00:00Z").has_value());
}

TEST(Rfc3339, ReadsALeapSecondAsTheSecondBefore) { EXPECT_EQ(parse_rfc3339("2016-12-31T23:59:60Z"), parse_rfc3339("2016-12-31T23:59:59Z")); }

TEST(Rfc3339, ReadsTheEndsOfTheCalendar) {
  for (const char* text : {"0000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"}) {
    ASSERT_TRUE(parse_rfc3339(text).has_value()) << text;
    EXPECT_EQ(format_rfc3339(*parse_rfc3339(text)), text);
  }
}

TEST(Rfc3339, RefusesWhatIsNoCompleteTime) {
  for (const char* text : {"",
                           "2026",
                           "2026-01-01",
                           "2026-01-01T00:00Z",
                           "2026-01-01T00:00:00",
                           "2026-01-01 00:00:00Z",
                           "2026-01-01T00:00:00.Z",
                           "2026-01-01T00:00:00,5Z",
                           "2026-1-01T00:00:00Z",
                           "26-01-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-01-00T00:00:00Z",
                           "2026-01-32T00:00:00Z",
                           "2026-04-31T00:00:00Z",
                           "2026-01-01T24:00:00Z",
                           "2026-01-01T00:60:00Z",
                           "2026-01-01T00:00:61Z",
                           "2026-01-01T00:00:00+0800",
                           "2026-01-01T00:00:00+08",
                           "2026-01-01T00:00:00+24:00",
                           "2026-01-01T00:00:00+08:60",
                           "2026-01-01T00:00:00Z ",
                           " 2026-01-01T00:00:00Z",
                           "2026-01-01T00:00:00Zx",
                           "2026-01-01T00:00:00ZZ",
                           "+2026-01-01T00:00:00Z",
                           "-026-01-01T00:00:00Z",
                           "2026-01-01T-1:00:00Z",
                           "2026-01-01T00:00:+1Z",
                           "1780000000"})
    EXPECT_FALSE(parse_rfc3339(text).has_value()) << text;
}

RC_GTEST_PROP(Rfc3339Property, ReadsBackWhatItShows, ()) {
  const auto time = at(*rc::gen::inRange<std::int64_t>(-62'167'219'200'000, 253'402'300'800'000));
  const auto text = format_rfc3339(time);
  RC_ASSERT(text.size() == 24u);
  RC_ASSERT(parse_rfc3339(text) == time);
}

RC_GTEST_PROP(Rfc3339Property, AnyTextIsReadWithoutHarm, (const std::string& text)) { RC_ASSERT(!parse_rfc3339(text).has_value()); }

}  // namespace
}  // namespace iw
