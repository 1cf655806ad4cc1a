// Records that are no request: each is refused with a sentence, none is thrown at anybody (contract, section 1).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/worker/decode/request_fixture.hpp"

namespace iw {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::size_t kMiB = 1024 * 1024;

/// A good request with a field nested so deep that the document has `depth` levels.
std::string nested(int depth) { return request_json({{"x", times("[", depth - 1) + times("]", depth - 1)}}); }

struct Poison {
  const char* name;
  std::string value;
  const char* says;
};

TEST(DecodePoison, EachIsRefusedWithItsReason) {
  const std::string good = request_json();
  const std::vector<Poison> all{{"nothing", "", "empty"},
                                {"blanks", " \n\t", "empty"},
                                {"text", "hello", "not JSON"},
                                {"a number", "1", "object"},
                                {"null", "null", "object"},
                                {"a string", "\"x\"", "object"},
                                {"an array", "[" + good + "]", "object"},
                                {"two documents", good + good, "more than one"},
                                {"two documents with a line between", good + "\n" + good, "more than one"},
                                {"a tail", good + "x", "document"},
                                {"a comma behind", good + ",", "document"},
                                {"a truncated one", good.substr(0, good.size() - 1), "not JSON"},
                                {"a NUL behind", good + std::string(1, '\0'), "NUL"},
                                {"a second one behind a NUL", good + std::string(1, '\0') + good, "NUL"},
                                {"a byte order mark", "\xEF\xBB\xBF" + good, "byte order mark"},
                                {"a byte order mark of UTF-16", std::string{"\xFF\xFE{\0", 4}, "UTF-16"},
                                {"a schema registry's magic byte", std::string{"\0\0\0\0\x07", 5} + good, "schema registry"},
                                {"single quotes", "{'env':'a'}", "not JSON"},
                                {"a comment", "/* */" + good, "not JSON"},
                                {"a trailing comma", "{\"env\":\"a\",}", "not JSON"},
                                {"NaN", request_json({{"x", "NaN"}}), "not JSON"},
                                {"a leading zero", request_json({{"file_type", "01"}}), "not JSON"},
                                {"a raw line break in a string", request_json({{"env", "\"a\nb\""}}), ""},
                                {"a bad escape", request_json({{"env", R"("\x")"}}), "not JSON"},
                                {"Latin-1", request_json({{"env", "\"caf\xE9\""}}), "UTF-8"},
                                {"an overlong form", request_json({{"env", "\"\xC0\xAF\""}}), "UTF-8"},
                                {"a surrogate in UTF-8", request_json({{"env", "\"\xED\xA0\x80\""}}), "UTF-8"},
                                {"beyond Unicode", request_json({{"env", "\"\xF4\x90\x80\x80\""}}), "UTF-8"},
                                {"bad UTF-8 in a field that nobody reads", request_json({{"x", "\"\xFF\""}}), "UTF-8"},
                                {"UTF-16", std::string{"{\0}\0", 4}, ""},
                                {"33 levels", nested(33), "deeper than 32"},
                                {"a hundred thousand levels", times("[", 100'000), "deeper than 32"},
                                {"a hundred thousand levels of objects", times("{\"a\":", 100'000), "deeper than 32"},
                                {"a byte too many", good + std::string(kMiB + 1 - good.size(), ' '), "1048576"},
                                {"binary", std::string{"\x00\x01\x02\xFF", 4}, ""}};
  for (const auto& [name, value, says] : all) {
    const auto why = refusal(value);
    EXPECT_NE(why, "") << name;
    EXPECT_THAT(why, HasSubstr(says)) << name;
    EXPECT_LT(why.size(), 400u) << name;
  }
}

TEST(DecodePoison, NullValueIsRefused) {
  Record record = record_of("");
  record.value.reset();
  const auto decoded = decode_request(record, rules());
  EXPECT_THAT(decoded.rejection.value_or(""), HasSubstr("null"));
  EXPECT_EQ(decoded.request.request_id, "req/3/7");
}

TEST(DecodePoison, LimitsThemselvesAreAllowed) {
  const std::string good = request_json();
  EXPECT_EQ(refusal(nested(32)), "");
  EXPECT_EQ(refusal(good + std::string(kMiB - good.size(), ' ')), "");
}

TEST(DecodePoison, DuplicateKeysAreRefusedAnywhereByTheirPointer) {
  EXPECT_THAT(refusal(R"({"env":"a","env":"b"})"), StartsWith("/env:"));
  EXPECT_THAT(refusal(R"({"env":"a","\u0065nv":"a"})"), StartsWith("/env:")) << "the same name, written otherwise";
  EXPECT_THAT(refusal(request_json({{"x", R"({"y":[0,{"z":1,"z":2}]})"}})), StartsWith("/x/y/1/z:"));
  EXPECT_THAT(refusal(request_json({{"a/b~c", R"({"d":1,"d":1})"}})), StartsWith("/a~1b~0c/d:"));
  EXPECT_EQ(refusal(request_json({{"x", R"([{"env":1},{"env":1}])"}, {"Env", "1"}})), "") << "apart from each other, or in other letters";
}

TEST(DecodePoison, WhatCouldNotBeReadIsAbsent) {
  const auto decoded = decode("not JSON", {{"ce_id", "id-1"}, {"traceparent", "00-aa"}});
  EXPECT_FALSE(decoded.request.env.has_value());
  EXPECT_FALSE(decoded.request.collection_name.has_value());
  EXPECT_FALSE(decoded.request.file_path.has_value());
  EXPECT_FALSE(decoded.request.file_type.has_value());
  EXPECT_FALSE(decoded.request.stop_on_error.has_value());
  EXPECT_FALSE(decoded.request.conflict_mode.has_value());
  EXPECT_EQ(decoded.request.account, "");
  EXPECT_EQ(decoded.request.request_id, "id-1");
  EXPECT_EQ(decoded.request.traceparent, "00-aa");
}

TEST(DecodePoison, WhatCouldBeReadIsThere) {
  const auto decoded = decode(request_json({{"file_type", "9"}, {"request_id", "\"r-1\""}, {"account", "\"nobody\""}}));
  EXPECT_TRUE(decoded.rejection.has_value());
  EXPECT_EQ(decoded.request.env, "prod-1");
  EXPECT_FALSE(decoded.request.file_type.has_value());
  EXPECT_EQ(decoded.request.request_id, "r-1");
}

RC_GTEST_PROP(DecodePoisonProperty, AnyBytesAreRefusedWithoutHarm, (const std::string& value)) {
  const auto decoded = decode(value);
  RC_ASSERT(decoded.rejection.has_value());
  RC_ASSERT(!decoded.rejection->empty());
}

RC_GTEST_PROP(DecodePoisonProperty, EveryByteChangedIsARequestOrARefusal, ()) {
  std::string value = request_json({{"request_id", "\"r\""}, {"deadline", "\"2026-01-01T00:00:00Z\""}});
  value[*rc::gen::inRange<std::size_t>(0, value.size())] = *rc::gen::arbitrary<char>();
  const auto decoded = decode(value);
  if (decoded.rejection) return;
  const ImportRequest& request = decoded.request;
  RC_ASSERT(request.env && request.collection_name && request.file_path && request.file_type && request.stop_on_error && request.conflict_mode);
  RC_ASSERT(!request.request_id.empty());
}

}  // namespace
}  // namespace iw
