// The store: versions, renewals ahead, failures, what must not be shown.
#include "tests/unit/worker/call/token/store_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::SizeIs;

TEST_F(TokenStoreTest, AFetchedTokenIsAskedForAtOnce) {
  add_stable();
  EXPECT_EQ(store().version(0), 0u);
  EXPECT_TRUE(store().renewable(0));
  answer(kGood);
  EXPECT_EQ(store().version(0), 1u);
  EXPECT_EQ(store().token_target(0, "/p"), "/p?access_token=T1");
  EXPECT_EQ(store().since(0), clock.now().mono);
  EXPECT_EQ(store().ends(0), clock.now().mono + 2h);
  EXPECT_THAT(heard, ElementsAre("renewed 0"));
}

TEST_F(TokenStoreTest, ItIsRenewedInTheLastTenMinutesAndOnlyOnce) {
  add_stable();
  answer(kGood);
  clock.advance(1h + 49min);
  store().renew_due();
  EXPECT_THAT(caller.calls, SizeIs(1));
  clock.advance(7min);
  for (int tick = 0; tick < 100; ++tick) store().renew_due();
  EXPECT_THAT(caller.calls, SizeIs(2)) << "one at a time";
  caller.answer(kNext);
  EXPECT_EQ(store().version(0), 2u);
  EXPECT_THAT(heard, ElementsAre("renewed 0", "renewed 0"));
}

TEST_F(TokenStoreTest, LifeCountsFromTheQuestionNotFromTheAnswer) {
  add_stable();
  store().renew_due();
  const auto asked = clock.now().mono;
  clock.advance(10s);
  caller.answer(kGood);
  EXPECT_EQ(store().ends(0), asked + 2h);
}

TEST_F(TokenStoreTest, OneRenewalServesAllWhoAskWhileItRuns) {
  add_stable();
  answer(kGood);
  for (int n = 0; n < 500; ++n) {
    store().renew(0);
    store().renew_due();
  }
  EXPECT_THAT(caller.calls, SizeIs(2));
  caller.answer(kNext);
  for (int tick = 0; tick < 10; ++tick) store().renew_due();
  EXPECT_THAT(caller.calls, SizeIs(2)) << "those who asked meanwhile have been served";
  EXPECT_THAT(heard, ElementsAre("renewed 0", "renewed 0"));
}

TEST_F(TokenStoreTest, TheSameTokenAfterARefusalIsToldWithoutANewVersion) {
  add_stable();
  answer(kGood);
  store().renew(0);
  answer(kGood);
  EXPECT_EQ(store().version(0), 1u);
  EXPECT_THAT(heard, ElementsAre("renewed 0", "renewed 0"));
}

TEST_F(TokenStoreTest, TheSameTokenAheadOfItsEndIsNoNewsButHasANewEnd) {
  add_stable();
  answer(kGood);
  clock.advance(1h + 56min);
  answer(R"({"access_token":"T1","expires_in":240})");
  EXPECT_THAT(heard, ElementsAre("renewed 0"));
  EXPECT_EQ(store().ends(0), clock.now().mono + 240s);
  store().renew_due();
  EXPECT_THAT(caller.calls, SizeIs(2)) << "not at once again";
  clock.advance(193s);
  store().renew_due();
  EXPECT_THAT(caller.calls, SizeIs(3));
}

TEST_F(TokenStoreTest, AFailureIsToldAndTriedAgainWithBackoff) {
  add_stable();
  answer("", 503);
  ASSERT_THAT(heard, ElementsAre(HasSubstr("trouble 0 - /cgi-bin/stable_token answered HTTP 503")));
  clock.advance(999ms);
  store().renew_due();
  EXPECT_THAT(caller.calls, SizeIs(1)) << "never before retry.initial";
  clock.advance(1s + 2ms);
  answer(kGood);
  EXPECT_EQ(store().version(0), 1u);
}

TEST_F(TokenStoreTest, AnHourOfFailuresMakesABoundedNumberOfCalls) {
  add_stable();
  for (int tick = 0; tick < 3600 * 4; ++tick) {
    store().renew_due();
    while (!caller.open.empty()) caller.answer("", 503);
    clock.advance(250ms);
  }
  EXPECT_LT(caller.calls.size(), 130u) << "every 30 to 60 s at the longest";
  EXPECT_GT(caller.calls.size(), 60u);
}

TEST_F(TokenStoreTest, AskingWhileAFailureIsWaitedOutIsAnsweredWithoutACall) {
  add_stable();
  answer(kGood);
  store().renew(0);
  answer(R"({"errcode":40164,"errmsg":"invalid ip 203.0.113.7, not in whitelist"})");
  store().renew(0);
  store().renew_due();
  EXPECT_THAT(caller.calls, SizeIs(2));
  EXPECT_THAT(heard, ElementsAre("renewed 0", HasSubstr("trouble 0 40164"), HasSubstr("trouble 0 40164")));
  EXPECT_EQ(store().version(0), 1u) << "the present token stays in use";
}

TEST_F(TokenStoreTest, WhenARenewalAheadFailsTheTokenStaysUntilItsEnd) {
  add_stable();
  answer(kGood);
  clock.advance(1h + 56min);
  answer("", 503);
  EXPECT_EQ(store().version(0), 1u);
  clock.advance(3min + 59s);
  store().renew_due();
  caller.answer("", 503);
  EXPECT_EQ(store().version(0), 1u);
  clock.advance(1s);
  store().renew_due();
  EXPECT_EQ(store().version(0), 0u) << "its life is over: every call with it would be refused";
  EXPECT_EQ(store().ends(0), std::nullopt);
  EXPECT_THAT(heard.back(), HasSubstr("answered HTTP 503"));
  EXPECT_THAT(secrets(), IsSupersetOf({"T1", "app-secret"}));
}

TEST_F(TokenStoreTest, AfterAnExpiryTheNextTokenHasAHigherVersionEvenIfItIsTheSame) {
  add_stable();
  answer(R"({"access_token":"T1","expires_in":10})");
  clock.advance(20s);
  answer(kGood);
  EXPECT_EQ(store().version(0), 2u);
  EXPECT_THAT(heard, ElementsAre("renewed 0", HasSubstr("trouble 0 - the token's life is over"), "renewed 0"));
}

TEST_F(TokenStoreTest, AUsedUpQuotaWaitsAsLongAsTheSettingsSay) {
  settings.retry.waits.quota = 10min;
  add_stable();
  answer(R"({"errcode":45009,"errmsg":"reach max api daily quota limit"})");
  clock.advance(9min + 59s);
  store().renew_due();
  EXPECT_THAT(caller.calls, SizeIs(1));
  clock.advance(2min);
  store().renew_due();
  EXPECT_THAT(caller.calls, SizeIs(2));
}

TEST_F(TokenStoreTest, AThrottledCallWaitsForTheMinute) {
  add_stable();
  answer(R"({"errcode":45011,"errmsg":"api minute-quota reach limit"})");
  clock.advance(59s);
  store().renew_due();
  EXPECT_THAT(caller.calls, SizeIs(1));
  clock.advance(2s);
  store().renew_due();
  EXPECT_THAT(caller.calls, SizeIs(2));
}

TEST_F(TokenStoreTest, SecretsAreListedNowAndBefore) {
  add_stable();
  answer(kGood);
  store().renew(0);
  answer(kNext);
  EXPECT_THAT(secrets(), IsSupersetOf({"T1", "T2", "app-secret"}));
}

TEST_F(TokenStoreTest, NothingIsLookedAtBeforeItIsDue) {
  add_stable();
  answer(kGood);
  for (int tick = 0; tick < 1000; ++tick) {
    clock.advance(100ms);
    store().renew_due();
  }
  EXPECT_THAT(caller.calls, SizeIs(1));
  EXPECT_THAT(heard, SizeIs(1));
}

TEST_F(TokenStoreTest, NoMessageShowsASecret) {
  add_stable();
  answer(R"({"errcode":40125,"errmsg":"invalid appsecret app-secret"})");
  EXPECT_THAT(heard.back(), ::testing::AllOf(HasSubstr("40125"), Not(HasSubstr("app-secret"))));
}

}  // namespace
}  // namespace iw::testing
