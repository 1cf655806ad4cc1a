// The API's calls over loopback, without faults.
#include "tests/unit/worker/sandbox/sandbox_fixture.hpp"

namespace iw::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr const char* kImport = "/tcb/databasemigrateimport?access_token=t";
constexpr const char* kQuery = "/tcb/databasemigratequeryinfo?access_token=t";

class SandboxApiTest : public SandboxFixture {};

TEST_F(SandboxApiTest, AnImportIsAcceptedWithANewJobId) {
  const auto first = answer(kImport, import_body("a.json"));
  EXPECT_EQ(number_in(first, "errcode"), 0);
  EXPECT_EQ(text_in(first, "errmsg"), "ok");
  EXPECT_EQ(number_in(first, "job_id"), 100'000'001);
  EXPECT_EQ(number_in(answer(kImport, import_body("a.json")), "job_id"), 100'000'002);
}

TEST_F(SandboxApiTest, TheTokenMayComeByItsOtherName) {
  EXPECT_EQ(number_in(answer("/tcb/databasemigrateimport?cloudbase_access_token=t", import_body("a")), "errcode"), 0);
}

TEST_F(SandboxApiTest, AnErrorHasAnErrcodeAndARid) {
  const auto body = answer("/tcb/databasemigrateimport", import_body("a.json"));
  EXPECT_EQ(number_in(body, "errcode"), 41001);
  EXPECT_THAT(text_in(body, "errmsg"), MatchesRegex(".* rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}"));
}

TEST_F(SandboxApiTest, ABadBodyIsRefusedByItsOwnErrcode) {
  EXPECT_EQ(number_in(answer(kImport, "{"), "errcode"), 47001);
  EXPECT_EQ(number_in(answer(kImport, ""), "errcode"), 44002);
  EXPECT_EQ(number_in(answer(kImport, R"({"env":"e"})"), "errcode"), 40101);
  EXPECT_EQ(number_in(answer(kImport, import_body("a", 3)), "errcode"), 40097);
}

TEST_F(SandboxApiTest, ABodyOverOneMebibyteIsRefusedAndTheConnectionGoesOn) {
  EXPECT_EQ(number_in(answer(kImport, std::string(1024 * 1024 + 1, 'x')), "errcode"), 45002);
  EXPECT_EQ(import("a"), 0);
}

TEST_F(SandboxApiTest, AFormInPlaceOfJsonIsRefused) {
  const auto result = client().Post(kImport, httplib::MultipartFormDataItems{{"a", "b", "", ""}});
  ASSERT_TRUE(result);
  EXPECT_NE(number_in(result->body, "errcode"), 0);
  EXPECT_EQ(import("a"), 0);
}

TEST_F(SandboxApiTest, AFileUnderMissingIsNotThere) { EXPECT_EQ(import("missing/a.json"), -503003); }

TEST_F(SandboxApiTest, AGetIsRefused) { EXPECT_EQ(number_in(get("/tcb/databasemigrateimport?access_token=t"), "errcode"), 43002); }

TEST_F(SandboxApiTest, AnUnknownPathIsNotFound) {
  EXPECT_EQ(post("/tcb/other", "{}")->status, 404);
  EXPECT_EQ(client().Get("/other")->status, 404);
}

TEST_F(SandboxApiTest, ATaskMovesOnFromQueryToQuery) {
  const auto job_id = std::to_string(number_in(answer(kImport, import_body("a.json")), "job_id"));
  std::string body;
  for (int i = 0; i < 5; ++i) body = answer(kQuery, R"({"env":"e","job_id":)" + job_id + "}");
  EXPECT_EQ(text_in(body, "status"), "success");
  EXPECT_GT(number_in(body, "record_success"), 0);
  EXPECT_EQ(number_in(body, "record_fail"), 0);
}

TEST_F(SandboxApiTest, BothNamesOfTheMessageAreUsed) {
  ASSERT_EQ(import("a"), 0);
  ASSERT_EQ(import("a"), 0);
  EXPECT_THAT(answer(kQuery, R"({"env":"e","job_id":100000001})"), HasSubstr(R"("error_msg")"));
  EXPECT_THAT(answer(kQuery, R"({"env":"e","job_id":100000002})"), HasSubstr(R"("err_msg")"));
}

TEST_F(SandboxApiTest, AQueryNeedsAJobIdThatWasGivenOut) {
  EXPECT_EQ(number_in(answer(kQuery, R"({"env":"e","job_id":5})"), "errcode"), 40097);
  EXPECT_EQ(number_in(answer(kQuery, R"({"env":"e","job_id":"100000001"})"), "errcode"), 40097);
  EXPECT_EQ(number_in(answer(kQuery, R"({"env":"e"})"), "errcode"), 40101);
  EXPECT_EQ(number_in(answer("/tcb/databasemigratequeryinfo", R"({"env":"e","job_id":1})"), "errcode"), 41001);
}

TEST_F(SandboxApiTest, TheStableTokenIsTheSameForAllUntilItIsForced) {
  const std::string ask = R"({"grant_type":"client_credential","appid":"a","secret":"s","force_refresh":)";
  const auto first = answer("/cgi-bin/stable_token", ask + "false}");
  EXPECT_GT(number_in(first, "expires_in"), 7100);
  EXPECT_EQ(text_in(answer("/cgi-bin/stable_token", ask + "false}"), "access_token"), text_in(first, "access_token"));
  EXPECT_NE(text_in(answer("/cgi-bin/stable_token", ask + "true}"), "access_token"), text_in(first, "access_token"));
  const auto refused = answer("/tcb/databasemigrateimport?access_token=" + text_in(first, "access_token"), import_body("a"));
  EXPECT_EQ(number_in(refused, "errcode"), 40001);
}

TEST_F(SandboxApiTest, TheStableTokenNeedsItsThreeFields) {
  EXPECT_EQ(number_in(answer("/cgi-bin/stable_token", R"({"grant_type":"client_credential","appid":"a"})"), "errcode"), 40101);
  EXPECT_EQ(number_in(answer("/cgi-bin/stable_token", R"({"grant_type":"other","appid":"a","secret":"s"})"), "errcode"), 40002);
}

TEST_F(SandboxApiTest, AThirdPartyGetsItsTokensOneFromTheOther) {
  const auto component =
      answer("/cgi-bin/component/api_component_token", R"({"component_appid":"c","component_appsecret":"s","component_verify_ticket":"v"})");
  const auto token = text_in(component, "component_access_token");
  const std::string path = "/cgi-bin/component/api_authorizer_token?component_access_token=";
  const std::string ask = R"({"component_appid":"c","authorizer_appid":"a","authorizer_refresh_token":"r"})";
  const auto authorizer = answer(path + token, ask);
  EXPECT_GT(number_in(authorizer, "expires_in"), 7100);
  EXPECT_THAT(text_in(authorizer, "authorizer_access_token"), HasSubstr("sandbox-token-"));
  EXPECT_NE(text_in(authorizer, "authorizer_refresh_token"), text_in(answer(path + token, ask), "authorizer_refresh_token"));
  EXPECT_EQ(number_in(answer(path, ask), "errcode"), 41001);
}

TEST_F(SandboxApiTest, AnUploadLinkLeadsToAnUploadThatIsTaken) {
  const auto link = answer("/tcb/uploadfile?access_token=t", R"({"env":"e","path":"dir/a.csv"})");
  EXPECT_EQ(text_in(link, "url"), sandbox().base_url() + "/sandbox/upload");
  const httplib::MultipartFormDataItems form{{"key", "dir/a.csv", "", ""},
                                             {"Signature", text_in(link, "authorization"), "", ""},
                                             {"x-cos-security-token", text_in(link, "token"), "", ""},
                                             {"x-cos-meta-fileid", text_in(link, "cos_file_id"), "", ""},
                                             {"file", std::string(3'000'000, 'x'), "a.csv", "text/csv"}};
  const auto taken = client().Post("/sandbox/upload", form);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->status, 204);
  EXPECT_EQ(taken->body, "");
}

TEST_F(SandboxApiTest, AnUploadThatIsNotWhatTheLinkSaysIsRefusedInXml) {
  const auto refused =
      client().Post("/sandbox/upload", httplib::MultipartFormDataItems{{"key", "a", "", ""}, {"Signature", "no", "", ""}, {"file", "x", "a", ""}});
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 403);
  EXPECT_THAT(refused->body, HasSubstr("<Error><Code>SignatureDoesNotMatch</Code>"));
  EXPECT_EQ(post("/sandbox/upload", "{}")->status, 400);
}

TEST_F(SandboxApiTest, TheListHoldsEveryImportCallAndNeverAToken) {
  ASSERT_EQ(number_in(answer("/tcb/databasemigrateimport?access_token=SECRET", import_body("a.json", 1)), "errcode"), 0);
  answer("/tcb/databasemigrateimport?access_token=SECRET", "{");
  answer("/tcb/databasemigrateimport", import_body("b.json"));
  answer("/tcb/databasemigratequeryinfo?access_token=SECRET", "{}");
  const auto lines = calls();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(
      lines[0],
      MatchesRegex(
          R"(.*"n":1,"time":"20[^"]*Z","path":"/tcb/databasemigrateimport","env":"e","collection_name":"c","file_path":"a.json","conflict_mode":1,.*)"));
  EXPECT_THAT(lines[0], HasSubstr(R"("body_ok":true,"errcode":0,"job_id":100000001,"http":200,"answered":true,"executed":true})"));
  EXPECT_THAT(lines[1], HasSubstr(R"("body_ok":false,"errcode":47001,"job_id":null)"));
  EXPECT_THAT(lines[2], HasSubstr(R"("file_path":"b.json","conflict_mode":2,"body_ok":true,"errcode":41001)"));
  for (const auto& line : lines) EXPECT_THAT(line, Not(HasSubstr("SECRET")));
}

TEST_F(SandboxApiTest, TheListIsReadInPages) {
  for (int i = 0; i < 3; ++i) ASSERT_EQ(import("a"), 0);
  EXPECT_THAT(get("/sandbox/calls?from=1&limit=1"), MatchesRegex("\\{\"n\":2,[^\n]*\n"));
  EXPECT_EQ(client().Get("/sandbox/calls?from=x")->status, 400);
}

}  // namespace
}  // namespace iw::testing
