// The table of fields in section 1 of the contract, row by row.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/worker/decode/request_fixture.hpp"

namespace iw {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kBoat = "\xE2\x9B\xB5";  // U+26F5, one code point, three bytes

TEST(DecodeFields, GoodRequestIsReadWhole) {
  const auto decoded = decode(request_json());
  ASSERT_FALSE(decoded.rejection.has_value()) << *decoded.rejection;
  EXPECT_EQ(decoded.request.env, "prod-1");
  EXPECT_EQ(decoded.request.collection_name, "users");
  EXPECT_EQ(decoded.request.file_path, "in/a.json");
  EXPECT_EQ(decoded.request.file_type, FileType::json);
  EXPECT_EQ(decoded.request.stop_on_error, false);
  EXPECT_EQ(decoded.request.conflict_mode, ConflictMode::upsert);
  EXPECT_EQ(decoded.request.request_id, "req/3/7");
  EXPECT_EQ(decoded.request.account, "default");
  EXPECT_FALSE(decoded.request.deadline.has_value());
  EXPECT_FALSE(decoded.request.not_before.has_value());
  EXPECT_EQ(decoded.request.when_in_doubt, DoubtPolicy::resubmit);
}

TEST(DecodeFields, EachRequiredFieldIsMissedByName) {
  for (const char* name : {"env", "collection_name", "file_path", "file_type", "stop_on_error", "conflict_mode"})
    EXPECT_THAT(refusal_with(name, ""), AllOf(StartsWith(std::string{"/"} + name + ":"), HasSubstr("missing"), HasSubstr("expected"))) << name;
}

TEST(DecodeFields, NullStandsForAnOptionalFieldThatIsAbsent) {
  for (const char* name : {"request_id", "account", "deadline", "not_before", "when_in_doubt"}) EXPECT_EQ(refusal_with(name, "null"), "") << name;
  const auto decoded = decode(request_json({{"request_id", "null"}, {"account", "null"}, {"deadline", "null"}, {"when_in_doubt", "null"}}));
  EXPECT_EQ(decoded.request.request_id, "req/3/7");
  EXPECT_EQ(decoded.request.account, "default");
  EXPECT_FALSE(decoded.request.deadline.has_value());
  EXPECT_EQ(decoded.request.when_in_doubt, DoubtPolicy::resubmit);
}

TEST(DecodeFields, NullIsRefusedInEveryRequiredField) {
  for (const char* name : {"env", "collection_name", "file_path", "file_type", "stop_on_error", "conflict_mode"})
    EXPECT_THAT(refusal_with(name, "null"), AllOf(HasSubstr(std::string{"/"} + name), HasSubstr("expected"))) << name;
}

TEST(DecodeFields, WrongTypesAreRefusedByName) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> wrong{
      {"env", {"1", "true", "[]", "{}", "[\"a\"]"}},
      {"file_type",
       {"0", "3", "-1", "1.0", "1e0", "1.5", "\"1\"", "\"JSON\"", "\"json \"", "\"\"", "true", "[1]", "99999999999999999999", "4294967297",
        "18446744073709551617"}},
      {"conflict_mode", {"0", "3", "2.0", "2e0", "\"2\"", "\"Insert\"", "\"replace\"", "false", "{}", "-2"}},
      {"stop_on_error", {"0", "1", "\"true\"", "\"false\"", "[]"}},
      {"request_id", {"7", "\"\"", "[]"}},
      {"account", {"7", "\"\"", "[]", "\"nobody\""}},
      {"deadline",
       {"0", "1780000000", "\"\"", "\"tomorrow\"", "\"2026-01-01\"", "\"2026-01-01T00:00:00\"", "\"2026-02-30T00:00:00Z\"",
        "\"2026-01-01T00:00:00Z \""}},
      {"not_before", {"true", "\"2026-01-01 00:00:00Z\"", "\"2026-13-01T00:00:00Z\""}},
      {"when_in_doubt", {"1", "\"\"", "\"Report\"", "\"retry\"", "true"}}};
  for (const auto& [name, texts] : wrong)
    for (const auto& text : texts)
      EXPECT_THAT(refusal_with(name, text), AllOf(StartsWith("/" + name + ":"), HasSubstr("expected"))) << name << " = " << text;
}

TEST(DecodeFields, EnumerationsAreIntegersOrWords) {
  for (const char* text : {"1", "\"json\""}) EXPECT_EQ(decode(request_json({{"file_type", text}})).request.file_type, FileType::json);
  for (const char* text : {"2", "\"csv\""}) EXPECT_EQ(decode(request_json({{"file_type", text}})).request.file_type, FileType::csv);
  for (const char* text : {"1", "\"insert\""}) EXPECT_EQ(decode(request_json({{"conflict_mode", text}})).request.conflict_mode, ConflictMode::insert);
  for (const char* text : {"2", "\"upsert\""}) EXPECT_EQ(decode(request_json({{"conflict_mode", text}})).request.conflict_mode, ConflictMode::upsert);
}

TEST(DecodeFields, LengthsAreInCodePoints) {
  const std::vector<std::pair<std::string, int>> limits{{"env", 128}, {"collection_name", 128}, {"file_path", 1024}, {"request_id", 128}};
  for (const auto& [name, max] : limits) {
    EXPECT_EQ(refusal_with(name, quoted(times(kBoat, max))), "") << name;
    EXPECT_THAT(refusal_with(name, quoted(times(kBoat, max + 1))), AllOf(StartsWith("/" + name + ":"), HasSubstr(std::to_string(max)))) << name;
    EXPECT_EQ(refusal_with(name, quoted("x")), "") << name;
    EXPECT_EQ(refusal_with(name, quoted(times(R"(\ud83d\ude00)", max))), "") << name << ": a surrogate pair is one code point";
    EXPECT_THAT(refusal_with(name, "\"\""), StartsWith("/" + name + ":")) << name;
  }
}

TEST(DecodeFields, ControlCharactersAreRefusedInTheTablesFields) {
  for (const char* name : {"env", "collection_name", "file_path", "request_id", "account"})
    for (const char* control : {R"(\u0000)", R"(\n)", R"(\t)", R"(\u001f)", R"(\u007f)", R"(\u0080)", R"(\u009f)", "\x7F", "\xC2\x85"})
      EXPECT_THAT(refusal_with(name, quoted(std::string{"a"} + control)), HasSubstr(std::string{"/"} + name)) << name << " " << control;
  EXPECT_EQ(refusal_with("env", quoted(R"(a\u00a0\u0020~)")), "") << "U+00A0 and the space are none";
}

TEST(DecodeFields, ControlCharactersElsewhereAreNobodysBusiness) {
  EXPECT_EQ(refusal_with("note", R"("line\nbreak \u0000 \u0085")"), "");
  EXPECT_EQ(refusal(request_json({{"x\\u0001y", "1"}})), "");
}

TEST(DecodeFields, LoneSurrogatesAreRefused) {
  for (const char* name : {"env", "collection_name", "file_path", "request_id", "account"})
    for (const char* lone : {R"(\ud800)", R"(\udbff)", R"(\udc00)", R"(\udfff)", R"(\ud800x)", R"(\ud800\ud800)", R"(\ude00\ud83d)"})
      EXPECT_THAT(refusal_with(name, quoted(lone)), AllOf(StartsWith(std::string{"/"} + name + ":"), HasSubstr("surrogate"))) << name << " " << lone;
}

TEST(DecodeFields, LoneSurrogatesElsewhereAreNobodysBusiness) {
  for (const char* lone : {R"("\ud800")", R"("\udc00")", R"("a\\ud800\ud800")", R"({"x":["\udbff"]})"}) EXPECT_EQ(refusal_with("note", lone), "") << lone;
  EXPECT_EQ(refusal(request_json({{R"(x\ud800)", "1"}})), "");
}

TEST(DecodeFields, LoneSurrogateHidesNoOtherFault) {
  const auto why = refusal(request_json({{"env", R"("\ud800")"}, {"file_type", "7"}, {"note", R"("\\\"\ud834\udd1e")"}}));
  EXPECT_THAT(why, AllOf(HasSubstr("/env: "), HasSubstr("/file_type: ")));
}

TEST(DecodeFields, CloudIdIsRefusedWithAHint) {
  EXPECT_THAT(refusal_with("file_path", "\"cloud://prod-1.7072/in/a.json\""),
              AllOf(StartsWith("/file_path:"), HasSubstr("cloud://"), HasSubstr("path")));
  EXPECT_FALSE(decode(request_json({{"file_path", "\"cloud://x/y\""}})).request.file_path.has_value());
  EXPECT_EQ(refusal_with("file_path", "\"backup/cloud://x\""), "") << "only a file id begins so";
}

TEST(DecodeFields, UnknownFieldsAreIgnoredWhateverTheyHold) {
  for (const char* text : {"null", "1.5", "1e400", "-1e-400", "[[],{}]", "\"x\"", "123456789012345678901234567890"})
    EXPECT_EQ(refusal_with("later", text), "") << text;
  EXPECT_EQ(refusal_with("later", times("9", 1000)), "") << "a number of a thousand digits";
}

TEST(DecodeFields, AccountIsAnEntryOfTheConfiguration) {
  EXPECT_EQ(decode(request_json({{"account", "\"shop\""}})).request.account, "shop");
  const auto unknown = decode(request_json({{"account", "\"nobody\""}}));
  EXPECT_THAT(unknown.rejection.value_or(""), StartsWith("/account:"));
  DecodeRules only_shop = rules();
  only_shop.is_known_account = [](std::string_view name) { return name == "shop"; };
  EXPECT_THAT(decode_request(record_of(request_json()), only_shop).rejection.value_or(""), StartsWith("/account:"));
}

TEST(DecodeFields, TimesAreRfc3339) {
  const auto decoded = decode(request_json({{"deadline", "\"2026-01-01T08:00:00.5+08:00\""}, {"not_before", "\"2025-12-31t23:59:59z\""}}));
  ASSERT_FALSE(decoded.rejection.has_value()) << *decoded.rejection;
  EXPECT_EQ(decoded.request.deadline, WallTime{std::chrono::milliseconds{1'767'225'600'500}});
  EXPECT_EQ(decoded.request.not_before, WallTime{std::chrono::milliseconds{1'767'225'599'000}});
}

TEST(DecodeFields, DoubtPolicyIsTheRecordsOwnOrTheConfigurations) {
  DecodeRules other = rules();
  other.insert = DoubtPolicy::resubmit;
  other.upsert = DoubtPolicy::report;
  const auto policy = [](const DecodeRules& by, const char* mode, const char* own) {
    return decode_request(record_of(request_json({{"conflict_mode", mode}, {"when_in_doubt", own}})), by).request.when_in_doubt;
  };
  EXPECT_EQ(policy(rules(), "1", ""), DoubtPolicy::report);
  EXPECT_EQ(policy(rules(), "2", ""), DoubtPolicy::resubmit);
  EXPECT_EQ(policy(other, "1", ""), DoubtPolicy::resubmit);
  EXPECT_EQ(policy(other, "2", ""), DoubtPolicy::report);
  EXPECT_EQ(policy(rules(), "1", "\"resubmit\""), DoubtPolicy::resubmit);
  EXPECT_EQ(policy(rules(), "2", "\"report\""), DoubtPolicy::report);
}

TEST(DecodeFields, EverythingThatIsWrongIsNamedAtOnce) {
  EXPECT_THAT(refusal(R"({"env":1,"file_type":9})"),
              AllOf(HasSubstr("/env:"), HasSubstr("/file_type:"), HasSubstr("/collection_name:"), HasSubstr("/stop_on_error:")));
}

TEST(DecodeFields, RefusalQuotesNoControlCharacter) {
  EXPECT_THAT(refusal_with("file_type", quoted("a\\u001b\\n")), HasSubstr("found \"a\uFFFD\uFFFD\""));
  EXPECT_THAT(refusal("{\"a\\n\":1,\"a\\n\":2}"), StartsWith("/a\uFFFD: "));
}

TEST(DecodeFields, RefusalQuotesOnlyAFewCharactersOfTheInput) { EXPECT_LT(refusal_with("file_type", quoted(times("secret", 1000))).size(), 200u); }

}  // namespace
}  // namespace iw
