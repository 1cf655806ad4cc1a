// UTF-8, whole or not.
#include "common/json/utf8.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace iw {
namespace {

std::string encoded(std::uint32_t c) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0 | (c >> 6)), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0 | (c >> 12)), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | (c >> 18)), tail(12), tail(6), tail(0)};
}

bool is_surrogate(std::uint32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

TEST(Utf8, EveryCodePointCountsOneAndNoSurrogateDoes) {
  for (std::uint32_t c = 0; c <= 0x10FFFF; ++c) {
    const auto count = count_code_points(encoded(c));
    ASSERT_EQ(count.has_value(), !is_surrogate(c)) << std::hex << c;
    ASSERT_EQ(count.value_or(1), 1u) << std::hex << c;
  }
  for (std::uint32_t c = 0x110000; c < 0x1FFFFF; c += 0x3FF) ASSERT_FALSE(count_code_points(encoded(c)).has_value()) << std::hex << c;
}

TEST(Utf8, BrokenSequencesAreNone) {
  for (const char* bad :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xE2\x82", "\xE2\x82\x41", "\xF0\x80\x80\x80",
        "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98", "\xF5\x80\x80\x80", "\xF8\x88\x80\x80\x80", "\xFE", "\xFF", "ok\xFFok"})
    EXPECT_FALSE(count_code_points(bad).has_value()) << bad;
  EXPECT_EQ(count_code_points(""), 0u);
  EXPECT_EQ(count_code_points(std::string_view{"a\0b", 3}), 3u);
}

TEST(Utf8, ControlCharactersAreTheseAndNoOthers) {
  for (std::uint32_t c = 0; c <= 0x10FFFF; ++c) {
    if (is_surrogate(c)) continue;
    const bool control = c <= 0x1F || (c >= 0x7F && c <= 0x9F);
    ASSERT_EQ(has_control_character("a" + encoded(c) + "b"), control) << std::hex << c;
  }
}

TEST(Utf8, RepairReplacesWhatBelongsToNoCodePoint) {
  EXPECT_EQ(repair_utf8("a\xFF"
                        "b",
                        10),
            "a\uFFFDb");
  EXPECT_EQ(repair_utf8("\xE2\x82", 10), "\uFFFD\uFFFD");
  EXPECT_EQ(repair_utf8("数据", 10), "数据");
}

TEST(Utf8, RepairCutsBetweenCodePoints) {
  EXPECT_EQ(repair_utf8("abc", 3), "abc");
  EXPECT_EQ(repair_utf8("abcd", 3), "abc…");
  EXPECT_EQ(repair_utf8("数据数据", 2), "数据…");
  EXPECT_EQ(repair_utf8("a", 0), "…");
  EXPECT_EQ(repair_utf8("", 0), "");
}

TEST(Utf8, QuotedTextHoldsNoControlCharacter) {
  EXPECT_EQ(quote_utf8("a\nb\x7F", 10), "a\uFFFDb\uFFFD");
  EXPECT_EQ(quote_utf8("\xC2\x85\xFF数据", 10), "\uFFFD\uFFFD数据");
  EXPECT_EQ(quote_utf8("\x01\x02\x03", 2), "\uFFFD\uFFFD…");
}

RC_GTEST_PROP(Utf8Property, QuotedTextIsRepairedTextWithoutControlCharacters, (const std::string& bytes)) {
  const auto quoted = quote_utf8(bytes, 1'000'000);
  RC_ASSERT(count_code_points(quoted) == count_code_points(repair_utf8(bytes, 1'000'000)));
  RC_ASSERT(!has_control_character(quoted));
}

RC_GTEST_PROP(Utf8Property, RepairedTextIsWholeAndWholeTextIsNotTouched, (const std::string& bytes)) {
  const auto repaired = repair_utf8(bytes, 1'000'000);
  RC_ASSERT(count_code_points(repaired).has_value());
  if (count_code_points(bytes)) RC_ASSERT(repaired == bytes);
  RC_ASSERT(*count_code_points(repair_utf8(bytes, 5)) <= 6u);
}

}  // namespace
}  // namespace iw
