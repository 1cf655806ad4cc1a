// A probe's verdict counts only while it is the probe that the account waits for.
#include "tests/unit/worker/account/account_fixture.hpp"

namespace iw {
namespace {

TEST(Account, LateGoodAnswerOfAProbeFromBeforeTheHoldBeganAnewDoesNotOpenIt) {
  auto a = OneAccount::held();
  auto old = a.probe(kT + 500ms);
  a.account.end_hold(kT + 1s);
  a.account.hold(trouble("40001"), kT + 2s, 0);
  EXPECT_FALSE(a.account.give_back(std::move(old), true, kT + 2s, 0));
  EXPECT_EQ(a.state(kT + 2s), "held");
  EXPECT_EQ(a.until(kT + 2s), kT + 2500ms);
}

TEST(Account, LateBadAnswerOfAProbeFromBeforeTheHoldBeganAnewMovesNoProbe) {
  auto a = OneAccount::held();
  auto old = a.probe(kT + 500ms);
  a.account.end_hold(kT + 1s);
  a.account.hold(trouble("40001"), kT + 2s, 0);
  EXPECT_FALSE(a.account.give_back(std::move(old), false, kT + 2400ms, 0));
  EXPECT_EQ(a.until(kT + 2400ms), kT + 2500ms);
}

TEST(Account, LateAnswerOfAnOldProbeLetsNoSecondOneOutWhileTheNewOneIsUnderWay) {
  for (const bool heard : {false, true}) {
    auto a = OneAccount::held();
    auto old = a.probe(kT + 500ms);
    a.account.end_hold(kT + 1s);
    a.account.hold(trouble("40001"), kT + 2s, 0);
    auto current = a.probe(kT + 2500ms);
    EXPECT_FALSE(a.account.give_back(std::move(old), heard, kT + 3s, 0));
    EXPECT_EQ(a.ask(kT + 1h), Got::nothing);
    EXPECT_TRUE(a.account.give_back(std::move(current), true, kT + 1h, 0)) << "the one that counts still does";
  }
}

TEST(Account, ProbeThatEndsAfterTheTokenIsGoneBringsNoOtherProbe) {
  auto a = OneAccount::held();
  auto old = a.probe(kT + 500ms);
  a.account.hold_without_probes(trouble("no token"), kT + 600ms);
  EXPECT_FALSE(a.account.give_back(std::move(old), false, kT + 1s, 0));
  EXPECT_EQ(a.ask(kT + 24h), Got::nothing) << "only end_hold() ends it";
}

TEST(Account, ProbeThatSucceedsAfterTheTokenIsGoneDoesNotOpenIt) {
  auto a = OneAccount::held();
  auto old = a.probe(kT + 500ms);
  a.account.hold_without_probes(trouble("no token"), kT + 600ms);
  EXPECT_FALSE(a.account.give_back(std::move(old), true, kT + 1s, 0));
  EXPECT_EQ(a.state(kT + 1s), "held");
}

TEST(Account, FailedProbeOfAnOpenAccountMeansNothing) {
  auto a = OneAccount::held();
  auto old = a.probe(kT + 500ms);
  a.account.end_hold(kT + 1s);
  EXPECT_FALSE(a.account.give_back(std::move(old), false, kT + 1s, 0));
  EXPECT_EQ(a.ask(kT + 1s), Got::call);
}

TEST(Account, AnswerOfAnOrdinaryCallNeverJudgesAHold) {
  OneAccount a;
  auto ordinary = a.account.ask(kT - 1s);
  a.account.hold(trouble("40001"), kT, 0);
  EXPECT_FALSE(a.account.give_back(std::move(*ordinary), true, kT, 0));
  EXPECT_EQ(a.state(kT), "held");
}

TEST(Permit, WhenItIsMovedNothingIsLeftBehind) {
  auto a = OneAccount::held();
  Permit first = a.probe(kT + 500ms);
  Permit second = std::move(first);
  EXPECT_FALSE(first.is_probe());  // NOLINT(bugprone-use-after-move): what is left is what the test is about
  EXPECT_FALSE(a.account.give_back(std::move(first), true, kT + 1s, 0));
  EXPECT_EQ(a.state(kT + 1s), "held");
  EXPECT_TRUE(a.account.give_back(std::move(second), true, kT + 1s, 0));
}

}  // namespace
}  // namespace iw
