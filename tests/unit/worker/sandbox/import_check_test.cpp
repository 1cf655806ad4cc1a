#include "worker/sandbox/import_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "worker/kind/import_body.hpp"

namespace iw {
namespace {

using ::testing::HasSubstr;

const std::map<std::string, std::string> kGood{{"env", R"("e")"},  {"collection_name", R"("c")"}, {"file_path", R"("f")"},
                                               {"file_type", "1"}, {"stop_on_error", "false"},    {"conflict_mode", "2"}};

std::string body_of(const std::map<std::string, std::string>& fields) {
  std::string body = "{";
  for (const auto& [name, value] : fields) body += (body.size() > 1 ? ",\"" : "\"") + name + "\":" + value;
  return body + "}";
}

TEST(ImportCheck, AcceptsTheSixFields) {
  const auto checked = check_import(body_of(kGood));
  EXPECT_EQ(checked.errcode, 0);
  EXPECT_TRUE(checked.exact);
  EXPECT_EQ(checked.env, "e");
  EXPECT_EQ(checked.collection_name, "c");
  EXPECT_EQ(checked.file_path, "f");
  EXPECT_EQ(checked.conflict_mode, 2);
}

TEST(ImportCheck, AcceptsWhatTheWorkerSends) {
  ImportRequest request;
  request.env = "e";
  request.collection_name = "c";
  request.file_path = "f";
  request.file_type = FileType::csv;
  request.stop_on_error = false;
  request.conflict_mode = ConflictMode::insert;
  std::string body;
  append_import_body(request, body);
  EXPECT_TRUE(check_import(body).exact) << body;
}

TEST(ImportCheck, EachMissingFieldIs40101) {
  for (const auto& [name, value] : kGood) {
    auto fields = kGood;
    fields.erase(name);
    const auto checked = check_import(body_of(fields));
    EXPECT_EQ(checked.errcode, 40101) << name;
    EXPECT_THAT(checked.trouble, HasSubstr(name));
    EXPECT_FALSE(checked.exact);
  }
}

TEST(ImportCheck, EachWrongTypeIs40097) {
  const std::map<std::string, std::vector<std::string>> wrong{{"env", {"1", "null", R"("")"}},
                                                              {"collection_name", {"[]", "true", R"("")"}},
                                                              {"file_path", {"{}", "1.5", R"("")"}},
                                                              {"file_type", {R"("1")", "0", "3", "1.0", "null", "\"json\""}},
                                                              {"stop_on_error", {"0", R"("false")", "null"}},
                                                              {"conflict_mode", {R"("upsert")", "0", "3", "2.0", "true"}}};
  for (const auto& [name, values] : wrong)
    for (const auto& value : values) {
      auto fields = kGood;
      fields[name] = value;
      const auto checked = check_import(body_of(fields));
      EXPECT_EQ(checked.errcode, 40097) << name << " " << value;
      EXPECT_THAT(checked.trouble, HasSubstr(name));
    }
}

TEST(ImportCheck, FurtherAndDoubledFieldsAreAcceptedButNotExact) {
  auto fields = kGood;
  fields["more"] = "1";
  EXPECT_EQ(check_import(body_of(fields)).errcode, 0);
  EXPECT_FALSE(check_import(body_of(fields)).exact);
  auto doubled = body_of(kGood);
  doubled.insert(1, R"("env":"x",)");
  EXPECT_FALSE(check_import(doubled).exact);
}

TEST(ImportCheck, TellsEmptyFromBroken) {
  EXPECT_EQ(check_import("").errcode, 44002);
  for (const auto* body : {"{", "[]", "null", "1", "{} {}", "\"x\"", "{\"env\":\"\xff\"}"}) EXPECT_EQ(check_import(body).errcode, 47001) << body;
}

TEST(ImportCheck, ReadsWhatCanBeReadOfARefusedBody) {
  auto fields = kGood;
  fields["file_type"] = "9";
  EXPECT_EQ(check_import(body_of(fields)).file_path, "f");
}

}  // namespace
}  // namespace iw
