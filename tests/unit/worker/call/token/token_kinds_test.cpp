// What each kind of token brings about in the store.
#include "tests/unit/worker/call/token/store_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::SizeIs;

using TokenKinds = TokenStoreTest;

TEST_F(TokenKinds, KindNoneNeedsNoToken) {
  add("a", {});
  EXPECT_EQ(store().version(0), 1u);
  EXPECT_FALSE(store().renewable(0));
  EXPECT_EQ(store().token_target(0, "/p"), "/p");
}

TEST_F(TokenKinds, KindStaticHasItsValueAndNothingToRenew) {
  add("a", {.kind = TokenKind::static_value, .parameter = "cloudbase_access_token", .value = Secret{"a b+"}});
  EXPECT_EQ(store().version(0), 1u);
  EXPECT_FALSE(store().renewable(0));
  EXPECT_EQ(store().token_target(0, "/p"), "/p?cloudbase_access_token=a%20b%2B");
  EXPECT_EQ(store().ends(0), std::nullopt);
}

TEST_F(TokenKinds, KindFileFollowsItsFile) {
  add("a", {.kind = TokenKind::file, .path = folder.file("t")});
  EXPECT_EQ(store().version(0), 0u);
  store().look_at_files();
  EXPECT_THAT(heard, ElementsAre(HasSubstr("trouble 0 - token file")));
  folder.write("t", "one");
  store().look_at_files();
  EXPECT_EQ(store().version(0), 1u);
  folder.write("t", "second");
  store().look_at_files();
  EXPECT_EQ(store().version(0), 2u);
  EXPECT_THAT(secrets(), ElementsAre("second", "one"));
  std::filesystem::remove(folder.file("t"));
  store().look_at_files();
  EXPECT_EQ(store().version(0), 2u) << "a file that is away for a moment takes no token";
  EXPECT_THAT(heard, ElementsAre(HasSubstr("trouble"), "renewed 0", "renewed 0", HasSubstr("trouble")));
}

TEST_F(TokenKinds, RenewalOfAFileThatHoldsTheSameTokenIsToldAllTheSame) {
  folder.write("t", "one");
  add("a", {.kind = TokenKind::file, .path = folder.file("t")});
  store().look_at_files();
  EXPECT_THAT(heard, IsEmpty());
  store().renew(0);
  store().look_at_files();
  EXPECT_THAT(heard, ElementsAre("renewed 0"));
  EXPECT_EQ(store().version(0), 1u);
}

TEST_F(TokenKinds, ServiceIsAskedWithItsBearer) {
  add("a", {.kind = TokenKind::service, .url = "http://tokens:81/p?appid=1", .bearer = Secret{"the-bearer"}});
  answer(kGood);
  EXPECT_EQ(caller.calls.at(0).base_url, "http://tokens:81");
  EXPECT_EQ(caller.targets.at(0), "/p?appid=1");
  EXPECT_EQ(caller.calls.at(0).bearer.reveal(), "the-bearer");
  EXPECT_THAT(secrets(), IsSupersetOf({"T1", "the-bearer"}));
}

TEST_F(TokenKinds, AccountsOfOnePlatformShareItsComponentToken) {
  folder.write("ticket", "ticket@@@1");
  for (const auto* name : {"m1", "m2", "m3"}) add_authorizer(name, folder.file("ticket"));
  store().renew_due();
  ASSERT_THAT(caller.targets, ElementsAre("/cgi-bin/component/api_component_token")) << "one for all three";
  caller.answer(R"({"component_access_token":"C1","expires_in":7200})");
  ASSERT_EQ(caller.open.size(), 3u);
  for (int n = 1; n <= 3; ++n) caller.answer(R"({"authorizer_access_token":"T)" + std::to_string(n) + R"(","expires_in":7200})");
  EXPECT_EQ(store().token_target(2, "/p"), "/p?access_token=T3");
  EXPECT_THAT(secrets(1), IsSupersetOf({"T2", "refresh-m2", "C1", "component-secret", "ticket@@@1"}));
  EXPECT_THAT(secrets(1), Not(::testing::Contains("refresh-m1")));
}

TEST_F(TokenKinds, AccountsWithAnotherComponentSourceDoNotShare) {
  folder.write("ticket", "t1");
  folder.write("ticket2", "t2");
  add_authorizer("m1", folder.file("ticket"));
  add_authorizer("m2", folder.file("ticket2"));
  store().renew_due();
  EXPECT_THAT(caller.calls, SizeIs(2));
}

TEST_F(TokenKinds, AThousandAccountsDoNotAskAllAtOnce) {
  for (int n = 0; n < 1000; ++n) add_stable("a" + std::to_string(n));
  store().renew_due();
  EXPECT_EQ(caller.open.size(), 32u);
  for (int n = 0; n < 1000; ++n) {
    ASSERT_FALSE(caller.open.empty());
    caller.answer(kGood);
    store().renew_due();
  }
  EXPECT_THAT(heard, SizeIs(1000));
}

}  // namespace
}  // namespace iw::testing
