#include "common/config/scalar.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace iw::config {
namespace {

using namespace std::chrono_literals;

TEST(Duration, ReadsItsFourUnits) {
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("15s"), 15s);
  EXPECT_EQ(parse_duration("5m"), 5min);
  EXPECT_EQ(parse_duration("24h"), 24h);
  EXPECT_EQ(parse_duration("0s"), 0ms);
  EXPECT_EQ(parse_duration("007s"), 7s);
}

TEST(Duration, RefusesEverythingElse) {
  for (const auto* text :
       {"", "s", "5", "5 s", " 5s", "5s ", "1.5s", "-5s", "+5s", "5S", "5d", "5us", "1m30s", "0x5s", "99999999999999999999s", "9000000000000h"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Duration, IsShownInItsLargestWholeUnit) {
  EXPECT_EQ(format_duration(90s), "90s");
  EXPECT_EQ(format_duration(120s), "2m");
  EXPECT_EQ(format_duration(24h), "24h");
  EXPECT_EQ(format_duration(1500ms), "1500ms");
  EXPECT_EQ(format_duration(0ms), "0s");
}

RC_GTEST_PROP(Duration, ComesBackFromItsText, ()) {
  const std::chrono::milliseconds duration{*rc::gen::inRange<std::int64_t>(0, 100'000'000'000)};
  RC_ASSERT(parse_duration(format_duration(duration)) == duration);
}

TEST(Assign, TakesIntegersWithinTheirBoundsOnly) {
  int value = 0;
  const Rule rule = Integer{&value, -2, 10};
  for (const auto* text : {"-2", "0", "10", "07"}) EXPECT_TRUE(assign(rule, text)) << text;
  EXPECT_EQ(value, 7);
  for (const auto* text : {"", "-3", "11", "1.0", "1e1", "0x1", "+1", " 1", "1 ", "1_0", "99999999999"}) EXPECT_FALSE(assign(rule, text)) << text;
  EXPECT_EQ(value, 7) << "a refused value changes nothing";
}

TEST(Assign, TakesFiniteNumbersWithinTheirBoundsOnly) {
  double value = 0;
  const Rule rule = Number{&value, 0, 2.5};
  for (const auto* text : {"0", "2.5", "1e0", "0.25"}) EXPECT_TRUE(assign(rule, text)) << text;
  for (const auto* text : {"", "nan", "inf", "-0.1", "2.6", "1,5", "1.5x"}) EXPECT_FALSE(assign(rule, text)) << text;
  EXPECT_EQ(value, 0.25);
}

TEST(Assign, TakesTrueAndFalseOnly) {
  bool value = false;
  EXPECT_TRUE(assign(Flag{&value}, "true"));
  EXPECT_TRUE(value);
  for (const auto* text : {"", "True", "yes", "on", "1", "null"}) EXPECT_FALSE(assign(Flag{&value}, text)) << text;
  EXPECT_TRUE(assign(Flag{&value}, "false"));
  EXPECT_FALSE(value);
}

TEST(Assign, TakesTextsWithinTheirLengthWithoutControlCharacters) {
  std::string value;
  const Rule rule = Text{&value, 1, 3};
  for (const auto* text : {"a", "äöü", "a b"}) EXPECT_TRUE(assign(rule, text)) << text;
  for (const auto* text : {"", "abcd", "a\n", "\x7f", "\xc2\x80", "\xff"}) EXPECT_FALSE(assign(rule, text)) << text;
  EXPECT_EQ(value, "a b");
}

TEST(Assign, PutsNoScalarIntoAMap) { EXPECT_FALSE(assign(Section{}, "x")); }

TEST(Shown, CutsLongValuesBetweenCharacters) {
  EXPECT_EQ(shown("a"), "'a'");
  EXPECT_EQ(shown(std::string(16, 'x')), "'" + std::string(16, 'x') + "'");
  EXPECT_EQ(shown(std::string(17, 'x')), "a longer text (it is not shown)") << "it may be a secret in the wrong key";
  EXPECT_EQ(shown("a\nb\x1b[1m"), "'a b [1m'") << "nothing that a terminal would obey";
}

}  // namespace
}  // namespace iw::config
