// JSON with bounds: one document, limited nesting, exact integers, whole Unicode.
#include "common/json/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace iw {
namespace {

using ::testing::HasSubstr;

std::string why_not(std::string_view text, int max_depth = 32) {
  const auto document = parse_json(text, max_depth);
  return document ? "" : document.error().message;
}

TEST(Json, IntegersAreExactTo64Bits) {
  for (const std::int64_t number : {std::int64_t{0}, std::int64_t{-1}, INT64_MAX, INT64_MIN, std::int64_t{9'007'199'254'740'993}}) {
    const auto document = parse_json(std::to_string(number), 1);
    ASSERT_TRUE(document.has_value());
    ASSERT_TRUE(document->IsInt64()) << number;
    EXPECT_EQ(document->GetInt64(), number);
  }
}

TEST(Json, OtherNumbersAreNoIntegers) {
  for (const char* text : {"1.0", "1e0", "1E2", "0.5", "9223372036854775808", "-9223372036854775809", "18446744073709551615", "1e308"}) {
    const auto document = parse_json(text, 1);
    ASSERT_TRUE(document.has_value()) << text;
    EXPECT_FALSE(document->IsInt64()) << text;
    EXPECT_TRUE(document->IsNumber()) << text;
    EXPECT_THAT(std::string{kind_of(*document)}, HasSubstr("not a 64-bit integer"));
  }
}

TEST(Json, NumberOfAnySizeIsANumber) {
  EXPECT_EQ(why_not("1e400"), "");
  EXPECT_EQ(why_not("-1e99999"), "");
  EXPECT_EQ(why_not("1e-99999"), "");
  EXPECT_EQ(why_not(std::string(400, '9')), "");
  EXPECT_EQ(why_not("0." + std::string(400, '9')), "");
}

TEST(Json, NestingIsCountedFromTheRoot) {
  EXPECT_EQ(why_not("1", 0), "") << "a bare value nests nothing";
  EXPECT_EQ(why_not("[[[]]]", 3), "");
  EXPECT_THAT(why_not("[[[]]]", 2), HasSubstr("deeper than 2"));
  EXPECT_EQ(why_not(R"({"a":[{}]})", 3), "");
  EXPECT_THAT(why_not(R"({"a":[{}]})", 2), HasSubstr("deeper than 2"));
  EXPECT_EQ(why_not("[[],[],[],{},{}]", 2), "") << "siblings are not deeper";
  EXPECT_THAT(why_not(std::string(1'000'000, '[')), HasSubstr("deeper than 32"));
}

TEST(Json, SaysWhatIsWrong) {
  EXPECT_THAT(why_not(""), HasSubstr("empty"));
  EXPECT_THAT(why_not("{} {}"), HasSubstr("more than one"));
  EXPECT_THAT(why_not("{\"a\":1,}"), HasSubstr("byte"));
  EXPECT_THAT(why_not(std::string_view{"{}\0", 3}), HasSubstr("NUL"));
  for (const char* bad :
       {"{", "tru", "nul", "+1", "01", ".5", "1.", "'a'", "{a:1}", "[1,]", "\"a", "\"\n\"", R"("\q")", R"("\u12")", "//x\n1", "NaN", "Infinity"})
    EXPECT_NE(why_not(bad), "") << bad;
}

TEST(Json, DuplicateKeysAreFoundByTheirPointer) {
  const auto twice = [](std::string_view text) { return find_duplicate_key(parse_json(text, 32).value()).value_or("none"); };
  EXPECT_EQ(twice(R"({"a":1,"b":2})"), "none");
  EXPECT_EQ(twice(R"({"a":1,"b":2,"a":3})"), "/a");
  EXPECT_EQ(twice(R"([{"a":1},{"a":{"b":1,"b":2}}])"), "/1/a/b");
  EXPECT_EQ(twice(R"({"a/b":1,"a/b":2})"), "/a~1b");
  EXPECT_EQ(twice(R"({"":1,"":2})"), "/");
  EXPECT_EQ(twice(R"({"a":1,"a\u0000":2})"), "none") << "a name may hold a NUL";
  EXPECT_EQ(twice(R"({"a\u0000b":1,"a\u0000c":2})"), "none");
}

TEST(Json, FindsMembersByTheirWholeName) {
  const auto document = parse_json(R"({"ab":1,"a":2,"a\u0000":3})", 2).value();
  EXPECT_EQ(find_member(document, "a")->GetInt(), 2);
  EXPECT_EQ(find_member(document, std::string_view{"a\0", 2})->GetInt(), 3);
  EXPECT_EQ(find_member(document, std::string_view{"abc"}.substr(0, 2))->GetInt(), 1) << "a view need not end with a NUL";
  EXPECT_EQ(find_member(document, ""), nullptr);
}

TEST(Json, NamesKinds) {
  const auto kind = [](std::string_view text) { return std::string{kind_of(parse_json(text, 2).value())}; };
  EXPECT_EQ(kind("null"), "null");
  EXPECT_EQ(kind("true"), "a boolean");
  EXPECT_EQ(kind("false"), "a boolean");
  EXPECT_EQ(kind("{}"), "an object");
  EXPECT_EQ(kind("[]"), "an array");
  EXPECT_EQ(kind("\"\""), "a string");
  EXPECT_EQ(kind("7"), "an integer");
}

RC_GTEST_PROP(JsonProperty, StringsAreReadBackAsTheyWereWritten, ()) {
  auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(0, 0x7F));
  if (*rc::gen::arbitrary<bool>()) text += "数\xF0\x9F\x98\x80";
  std::string json;
  append_json_string(json, text);
  const auto document = parse_json(json, 1);
  RC_ASSERT(document.has_value());
  RC_ASSERT(text_of(*document) == text);
}

RC_GTEST_PROP(JsonProperty, AnyBytesAreReadWithoutHarm, (const std::string& text)) {
  const auto document = parse_json(text, 4);
  if (!document) RC_ASSERT(!document.error().message.empty());
}

}  // namespace
}  // namespace iw
