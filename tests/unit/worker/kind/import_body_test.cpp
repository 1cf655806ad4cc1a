// The call's body: exactly the six fields, in the API's own form.
#include "worker/kind/import_body.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "common/json/json.hpp"

namespace iw {
namespace {

ImportRequest request(std::string env = "e", std::string collection = "c", std::string path = "f") {
  ImportRequest made;
  made.env = std::move(env);
  made.collection_name = std::move(collection);
  made.file_path = std::move(path);
  made.file_type = FileType::json;
  made.stop_on_error = false;
  made.conflict_mode = ConflictMode::upsert;
  return made;
}

std::string body_of(const ImportRequest& from) {
  std::string body;
  append_import_body(from, body);
  return body;
}

TEST(ImportBody, HasExactlyTheSixFields) {
  EXPECT_EQ(body_of(request()), R"({"env":"e","collection_name":"c","file_path":"f","file_type":1,"stop_on_error":false,"conflict_mode":2})");
}

TEST(ImportBody, NumbersAndBooleansAreTheApisOwn) {
  ImportRequest other = request();
  other.file_type = FileType::csv;
  other.stop_on_error = true;
  other.conflict_mode = ConflictMode::insert;
  EXPECT_EQ(body_of(other), R"({"env":"e","collection_name":"c","file_path":"f","file_type":2,"stop_on_error":true,"conflict_mode":1})");
}

TEST(ImportBody, OwnFieldsOfTheWorkerStayOut) {
  ImportRequest full = request();
  full.request_id = "r";
  full.account = "a";
  full.deadline = full.not_before = WallTime{};
  full.traceparent = full.tracestate = "t";
  EXPECT_EQ(body_of(full), body_of(request()));
}

TEST(ImportBody, AppendsToWhatIsThere) {
  std::string out = "prefix";
  append_import_body(request(), out);
  EXPECT_EQ(out, "prefix" + body_of(request()));
}

RC_GTEST_PROP(ImportBodyProperty, StringsArriveAsTheyWere, ()) {
  const auto text = rc::gen::container<std::string>(rc::gen::inRange<char>(1, 0x7F));
  const auto env = *text, collection = *text, path = *text + "数据/\xF0\x9F\x98\x80";
  const auto document = parse_json(body_of(request(env, collection, path)), 1);
  RC_ASSERT(document.has_value());
  RC_ASSERT(document->MemberCount() == 6u);
  RC_ASSERT(text_of((*document)["env"]) == env);
  RC_ASSERT(text_of((*document)["collection_name"]) == collection);
  RC_ASSERT(text_of((*document)["file_path"]) == path);
}

}  // namespace
}  // namespace iw
