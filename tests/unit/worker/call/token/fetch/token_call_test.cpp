// Token calls: their paths and bodies, byte for byte; and the files and secrets behind them.
#include "tests/unit/worker/call/token/fetch/fetch_fixture.hpp"
#include "worker/call/token/fetch/call_source.hpp"

namespace iw::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(TokenCall, StableIsNeverForced) {
  const auto call = stable_token_call("https://h/p", "wx1", Secret{"s\"1"});
  EXPECT_EQ(call.base_url, "https://h/p");
  EXPECT_EQ(call.target.reveal(), "/cgi-bin/stable_token");
  EXPECT_EQ(call.body.reveal(), R"({"grant_type":"client_credential","appid":"wx1","secret":"s\"1","force_refresh":false})");
  EXPECT_FALSE(call.is_get);
}

TEST(TokenCall, ComponentBringsSecretAndTicket) {
  const auto call = component_token_call("https://h", "c", Secret{"s"}, Secret{"ticket@@@x"});
  EXPECT_EQ(call.target.reveal(), "/cgi-bin/component/api_component_token");
  EXPECT_EQ(call.body.reveal(), R"({"component_appid":"c","component_appsecret":"s","component_verify_ticket":"ticket@@@x"})");
}

TEST(TokenCall, AuthorizerHasTheComponentTokenEncodedInItsQuery) {
  const auto call = authorizer_token_call("https://h", "c", Secret{"a+b/c="}, "m", Secret{"r"});
  EXPECT_EQ(call.target.reveal(), "/cgi-bin/component/api_authorizer_token?component_access_token=a%2Bb%2Fc%3D");
  EXPECT_EQ(call.body.reveal(), R"({"component_appid":"c","authorizer_appid":"m","authorizer_refresh_token":"r"})");
}

TEST(TokenCall, ServiceIsAGetWithABearer) {
  const auto call = service_token_call({"http://h:1", "/p?q"}, Secret{"b"});
  EXPECT_TRUE(call.is_get);
  EXPECT_EQ(call.base_url, "http://h:1");
  EXPECT_EQ(call.target.reveal(), "/p?q");
  EXPECT_EQ(call.bearer.reveal(), "b");
}

TEST(TokenFile, IsTrimmedAndReadAgainWhenItChanges) {
  const Folder folder;
  folder.write("t", " one\r\n");
  TokenFile file{folder.file("t")};
  EXPECT_EQ(file.look()->value().reveal(), "one");
  EXPECT_FALSE(file.look().has_value()) << "it has not changed";
  folder.write("t", "second");
  EXPECT_EQ(file.look()->value().reveal(), "second");
}

TEST(TokenFile, SaysWhatIsWrongAndNeverWhatItHolds) {
  const Folder folder;
  const auto trouble = [&](const std::string& name) { return TokenFile{folder.file(name), "app secret"}.read().error().message; };
  folder.write("empty", "\n");
  folder.write("two", "hunter2 hunter2");
  folder.write("large", std::string(9000, 'h'));
  EXPECT_THAT(trouble("none"), HasSubstr("app secret file " + folder.file("none") + " cannot be read: No such file"));
  EXPECT_THAT(trouble("empty"), HasSubstr("is empty; expected the app secret alone"));
  EXPECT_THAT(trouble("two"), HasSubstr("holds more than the app secret; expected it alone"));
  EXPECT_THAT(trouble("two"), ::testing::Not(HasSubstr("hunter2")));
  EXPECT_THAT(trouble("large"), HasSubstr("too large"));
  folder.write("json", R"({"access_token":"hunter2"})");
  folder.write("quoted", "\"hunter2\"\n");
  folder.write("marked", "\xEF\xBB\xBFhunter2");
  folder.write("key", "-----BEGIN PRIVATE KEY-----");
  EXPECT_THAT(trouble("json"), HasSubstr("holds JSON; expected the app secret alone"));
  EXPECT_THAT(trouble("quoted"), HasSubstr("holds quotes; expected the app secret alone"));
  EXPECT_THAT(trouble("marked"), HasSubstr("byte order mark"));
  EXPECT_THAT(trouble("key"), HasSubstr("certificate or key"));
  EXPECT_THAT((TokenFile{std::string{folder.file("")}, "app secret"}.read().error().message), HasSubstr("is a directory"));
  for (const char* name : {"json", "quoted", "marked"}) EXPECT_THAT(trouble(name), ::testing::Not(HasSubstr("hunter2"))) << name;
}

TEST(KnownSecrets, KeepsTheNewestAndTheOneBeforeOfEachRole) {
  KnownSecrets known;
  std::vector<std::string> list;
  for (const auto* secret : {"a1", "a2", "a3"}) known.remember("a", Secret{secret});
  known.remember("b", Secret{"b1"});
  known.append_to(list);
  EXPECT_THAT(list, ElementsAre("a3", "a2", "b1"));
}

TEST(KnownSecrets, TheSameAgainChangesNothing) {
  KnownSecrets known;
  known.remember("a", Secret{"one"});
  const auto revision = known.revision();
  known.remember("a", Secret{"one"});
  known.remember("a", Secret{});
  EXPECT_EQ(known.revision(), revision);
  known.remember("a", Secret{"two"});
  EXPECT_GT(known.revision(), revision);
}

class CallSourceTest : public ::testing::Test {
 protected:
  /// A stable source whose secret stands in a file.
  CallSource make_source() {
    return {caller,
            ErrorTable::shipped(),
            clock,
            {"/cgi-bin/stable_token"},
            [input = SecretInput{{}, folder.file("secret"), "app secret"}](KnownSecrets& secrets) mutable -> Result<TokenCall> {
              const auto secret = input.now();
              if (!secret) return secret.error();
              secrets.remember("app secret", *secret);
              return stable_token_call("https://h", "wx1", *secret);
            }};
  }
  Folder folder;
  ScriptedCaller caller;
  HandClock clock;
  Ear ear;
};

TEST_F(CallSourceTest, AnswersWithWhatItsCallAnswers) {
  folder.write("secret", "s1\n");
  auto source = make_source();
  source.fetch(ear.listen());
  EXPECT_THAT(ear.heard, IsEmpty());
  caller.answer(R"({"access_token":"T","expires_in":7200})");
  EXPECT_THAT(ear.heard, ElementsAre("token T for 7200"));
}

TEST_F(CallSourceTest, ReadsItsSecretForEachCall) {
  folder.write("secret", "s1");
  auto source = make_source();
  source.fetch(ear.listen());
  caller.answer(R"({"errcode":40125,"errmsg":"no"})");
  folder.write("secret", "second");
  source.fetch(ear.listen());
  EXPECT_THAT(caller.bodies.at(0), HasSubstr(R"("secret":"s1")"));
  EXPECT_THAT(caller.bodies.at(1), HasSubstr(R"("secret":"second")"));
}

TEST_F(CallSourceTest, WithoutItsSecretThereIsNoCall) {
  auto source = make_source();
  source.fetch(ear.listen());
  EXPECT_THAT(caller.calls, IsEmpty());
  EXPECT_THAT(ear.heard, ElementsAre(HasSubstr("trouble - app secret file")));
}

TEST_F(CallSourceTest, ListsSecretsSentAndTokensReceived) {
  folder.write("secret", "s1");
  auto source = make_source();
  source.fetch(ear.listen());
  const auto before = source.secrets_revision();
  caller.answer(R"({"access_token":"T","expires_in":7200})");
  EXPECT_GT(source.secrets_revision(), before);
  std::vector<std::string> list;
  source.add_secrets(list);
  EXPECT_THAT(list, ::testing::UnorderedElementsAre("s1", "T"));
}

TEST_F(CallSourceTest, FileSourceReadsItsFileEachTime) {
  FileSource source{folder.file("c"), "component token"};
  source.fetch(ear.listen());
  folder.write("c", "C1");
  source.fetch(ear.listen());
  folder.write("c", "C2");
  source.fetch(ear.listen());
  EXPECT_THAT(ear.heard, ElementsAre(HasSubstr("trouble - component token file"), "token C1 for 0", "token C2 for 0"));
}

}  // namespace
}  // namespace iw::testing
