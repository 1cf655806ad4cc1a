// The token on behalf of a merchant: component token, refresh token, and in which order they are used and kept.
#include "worker/call/token/fetch/authorizer_source.hpp"

#include "tests/unit/worker/call/token/fetch/fetch_fixture.hpp"
#include "worker/call/token/fetch/call_source.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class AuthorizerSourceTest : public ::testing::Test {
 protected:
  AuthorizerSourceTest() {
    folder.write("component", "C1");
    folder.write("refresh", "R0");
  }
  static std::string answer_with(const std::string& token, const std::string& refresh) {
    return R"({"authorizer_access_token":")" + token + R"(","expires_in":7200,"authorizer_refresh_token":")" + refresh + R"("})";
  }
  [[nodiscard]] std::vector<std::string> secrets() const {
    std::vector<std::string> list;
    source.add_secrets(list);
    return list;
  }

  Folder folder;
  ScriptedCaller caller;
  HandClock clock;
  Ear ear;
  std::shared_ptr<ComponentToken> component = std::make_shared<ComponentToken>(
      std::make_unique<FileSource>(folder.file("component"), "component token"), RenewalPlan{1s, 60s}, clock, [] { return 0.0; });
  AuthorizerSource source{caller, ErrorTable::shipped(), clock, {"https://h", "c", "m"}, folder.file("refresh"), component};
};

TEST_F(AuthorizerSourceTest, CallsWithComponentAndRefreshToken) {
  source.fetch(ear.listen());
  EXPECT_THAT(caller.targets, ElementsAre("/cgi-bin/component/api_authorizer_token?component_access_token=C1"));
  EXPECT_THAT(caller.bodies, ElementsAre(R"({"component_appid":"c","authorizer_appid":"m","authorizer_refresh_token":"R0"})"));
  caller.answer(answer_with("T1", "R0"));
  EXPECT_THAT(ear.heard, ElementsAre("token T1 for 7200"));
}

TEST_F(AuthorizerSourceTest, AnUnchangedRefreshTokenIsNotWritten) {
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const auto before = std::filesystem::last_write_time(folder.file("refresh"));
  source.fetch(ear.listen());
  caller.answer(answer_with("T1", "R0"));
  EXPECT_THAT(ear.heard, ElementsAre("token T1 for 7200"));
  EXPECT_EQ(std::filesystem::last_write_time(folder.file("refresh")), before);
}

TEST_F(AuthorizerSourceTest, ANewRefreshTokenIsOnTheDiskBeforeTheTokenIsHandedOver) {
  std::string on_disk;
  source.fetch([&](const TokenOutcome&) { on_disk = folder.read("refresh"); });
  caller.answer(answer_with("T1", "R1"));
  EXPECT_EQ(on_disk, "R1");
  source.fetch(ear.listen());
  EXPECT_THAT(caller.bodies.back(), HasSubstr(R"("authorizer_refresh_token":"R1")"));
}

TEST_F(AuthorizerSourceTest, ARefreshTokenThatCannotBeWrittenIsTroubleAndIsWrittenLater) {
  source.fetch(ear.listen());
  std::filesystem::rename(folder.file("refresh"), folder.file("away"));
  std::filesystem::create_directory(folder.file("refresh"));  // a folder stands in the file's place
  caller.answer(answer_with("T1", "R1"));
  ASSERT_THAT(ear.heard, ElementsAre(HasSubstr("trouble - the new refresh token cannot be written to refresh_token_file")));
  EXPECT_THAT(ear.heard.back(), Not(HasSubstr("R1")));
  source.fetch(ear.listen());
  EXPECT_THAT(caller.calls, SizeIs(1)) << "no further call before it is written";
  EXPECT_THAT(ear.heard.back(), HasSubstr("cannot be written"));
  std::filesystem::remove(folder.file("refresh"));
  std::filesystem::rename(folder.file("away"), folder.file("refresh"));
  source.fetch(ear.listen());
  EXPECT_EQ(folder.read("refresh"), "R1");
  EXPECT_THAT(caller.bodies.back(), HasSubstr(R"("authorizer_refresh_token":"R1")"));
}

TEST_F(AuthorizerSourceTest, TheFileIsReadBeforeEachCall) {
  source.fetch(ear.listen());
  caller.answer(answer_with("T1", "R0"));
  folder.write("refresh", "R5");
  source.fetch(ear.listen());
  EXPECT_THAT(caller.bodies.back(), HasSubstr("R5"));
}

TEST_F(AuthorizerSourceTest, ARefusedComponentTokenIsReplacedOnce) {
  source.fetch(ear.listen());
  folder.write("component", "C2");
  caller.answer(R"({"errcode":40001,"errmsg":"invalid credential"})");
  EXPECT_THAT(caller.targets.back(), HasSubstr("=C2"));
  EXPECT_THAT(ear.heard, IsEmpty());
  caller.answer(answer_with("T1", "R0"));
  EXPECT_THAT(ear.heard, ElementsAre("token T1 for 7200"));
}

TEST_F(AuthorizerSourceTest, AComponentTokenThatIsRefusedTwiceIsTrouble) {
  source.fetch(ear.listen());
  caller.answer(R"({"errcode":42001,"errmsg":"expired"})");
  caller.answer(R"({"errcode":42001,"errmsg":"expired"})");
  EXPECT_THAT(caller.calls, SizeIs(2));
  EXPECT_THAT(ear.heard, ElementsAre(HasSubstr("trouble 42001")));
  EXPECT_THAT(ear.heard.back(), HasSubstr("it is the component token that was refused"));
}

TEST_F(AuthorizerSourceTest, OtherErrorsAreTroubleAtOnce) {
  source.fetch(ear.listen());
  caller.answer(R"({"errcode":61023,"errmsg":"refresh_token is invalid"})");
  EXPECT_THAT(caller.calls, SizeIs(1));
  EXPECT_THAT(ear.heard, ElementsAre(HasSubstr("trouble 61023")));
}

TEST_F(AuthorizerSourceTest, WithoutItsFilesThereIsNoCall) {
  std::filesystem::remove(folder.file("component"));
  source.fetch(ear.listen());
  std::filesystem::remove(folder.file("refresh"));
  source.fetch(ear.listen());
  EXPECT_THAT(caller.calls, IsEmpty());
  EXPECT_THAT(ear.heard, ElementsAre(HasSubstr("trouble - no component token: component token file"), HasSubstr("trouble - refresh token file")));
}

TEST_F(AuthorizerSourceTest, ListsEverythingThatCouldBeEchoed) {
  source.fetch(ear.listen());
  caller.answer(answer_with("T1", "R1"));
  source.fetch(ear.listen());
  caller.answer(answer_with("T2", "R2"));
  EXPECT_THAT(secrets(), ::testing::IsSupersetOf({"T1", "T2", "R1", "R2", "C1"}));
}

TEST_F(AuthorizerSourceTest, AnEchoedSecretIsNotShown) {
  folder.write("refresh", "hunter2");
  source.fetch(ear.listen());
  caller.answer(R"({"errcode":61023,"errmsg":"hunter2 is invalid, C1 is not"})");
  EXPECT_THAT(ear.heard.back(), ::testing::AllOf(HasSubstr("***** is invalid"), Not(HasSubstr("hunter2")), Not(HasSubstr("C1"))));
}

}  // namespace
}  // namespace iw::testing
