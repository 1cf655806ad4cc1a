// The account's own trouble: pauses, holds and their probes (contract, section 4).
#include "tests/unit/worker/account/account_fixture.hpp"

namespace iw {
namespace {

TEST(Account, IsOpenAtFirst) {
  OneAccount a;
  EXPECT_EQ(a.ask(kT), Got::call);
  EXPECT_EQ(a.account.closed_by(kT), nullptr);
  EXPECT_LT(a.account.closed_at_least_until(), kT);
}

TEST(Account, PauseEndsByItselfAtItsTime) {
  OneAccount a;
  EXPECT_TRUE(a.account.pause(kT + 10s, trouble("45011"), kT));
  EXPECT_EQ(a.until(kT), kT + 10s);
  EXPECT_EQ(a.account.closed_at_least_until(), kT + 10s);
  EXPECT_EQ(a.state(kT + 10s - 1ns), "paused");
  EXPECT_EQ(a.ask(kT + 10s - 1ns), Got::nothing);
  EXPECT_EQ(a.state(kT + 10s), "open");
  EXPECT_EQ(a.ask(kT + 10s), Got::call);
}

TEST(Account, ShorterPauseNeverCutsALongerOne) {
  OneAccount a;
  a.account.pause(kT + 60s, trouble("45011"), kT);
  a.account.pause(kT + 1s, trouble("45011"), kT);
  EXPECT_EQ(a.until(kT), kT + 60s);
  a.account.pause(kT + 90s, trouble("45011"), kT);
  EXPECT_EQ(a.until(kT), kT + 90s);
}

TEST(Account, PauseAfterAPauseIsItsOwn) {
  OneAccount a;
  a.account.pause(kT + 60s, trouble("45011"), kT);
  EXPECT_EQ(a.ask(kT + 60s), Got::call);
  a.account.pause(kT + 61s, trouble("45011"), kT + 60s);
  EXPECT_EQ(a.until(kT + 60s), kT + 61s);
}

TEST(Account, HoldLetsOneProbeOutAfterItsBackoff) {
  auto a = OneAccount::held();
  EXPECT_TRUE(a.account.held(kT));
  EXPECT_EQ(a.state(kT), "held");
  EXPECT_EQ(a.until(kT), kT + 500ms);
  EXPECT_EQ(a.ask(kT + 499ms), Got::nothing);
  EXPECT_EQ(a.ask(kT + 500ms), Got::probe);
  EXPECT_EQ(a.ask(kT + 1h), Got::nothing) << "one probe call at a time";
  EXPECT_EQ(a.until(kT + 1h), TimePoint::max());
}

TEST(Account, ProbesGrowApartUpToTheLongestBackoff) {
  auto a = OneAccount::held();
  TimePoint now = kT;
  for (const auto cap : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s, 60s}) {
    EXPECT_EQ(a.until(now), now + Duration{cap} / 2);
    now = a.until(now);
    EXPECT_FALSE(a.account.give_back(a.probe(now), false, now, 0));
  }
}

TEST(Account, ProbeThatSucceedsOpensItAndTheNextHoldBeginsAnew) {
  auto a = OneAccount::held();
  TimePoint now = kT;
  for (int i = 0; i < 5; ++i) {
    now = a.until(now);
    a.account.give_back(a.probe(now), false, now, 0);
  }
  now = a.until(now);
  EXPECT_TRUE(a.account.give_back(a.probe(now), true, now, 0));
  EXPECT_EQ(a.ask(now), Got::call);
  EXPECT_EQ(a.state(now), "open");
  a.account.hold(trouble("40001"), now, 0);
  EXPECT_EQ(a.until(now), now + 500ms);
}

TEST(Account, RefusalsOfOtherCallsDoNotMoveTheNextProbe) {
  auto a = OneAccount::held();
  for (int i = 1; i < 500; ++i) EXPECT_FALSE(a.account.hold(trouble("40001"), kT + i * 1ms, 0.9));
  EXPECT_EQ(a.until(kT + 499ms), kT + 500ms);
}

TEST(Account, RefusalOfAnotherCallDoesNotLetASecondProbeOut) {
  // Calls that were under way when the hold began may be refused while the probe is on its way: the probe is still the only one.
  auto a = OneAccount::held();
  ASSERT_EQ(a.ask(kT + 500ms), Got::probe);
  a.account.hold(trouble("40001"), kT + 600ms, 0);
  EXPECT_EQ(a.ask(kT + 1min), Got::nothing);
}

TEST(Account, PauseDoesNotOpenAHeldAccount) {
  auto a = OneAccount::held();
  a.account.pause(kT + 1ms, trouble("45011"), kT);
  EXPECT_EQ(a.state(kT), "held") << "it lasts longer";
  EXPECT_EQ(a.ask(kT + 2ms), Got::nothing);
}

TEST(Account, HoldDuringAPauseLetsNoProbeOutBeforeThePauseEnds) {
  // The API said how long the account has to be silent; a probe is a call, too.
  OneAccount a;
  a.account.pause(kT + 5min, trouble("45011"), kT);
  a.account.hold(trouble("40001"), kT, 0);
  EXPECT_EQ(a.ask(kT + 1s), Got::nothing);
  EXPECT_EQ(a.ask(kT + 5min), Got::probe);
}

TEST(Account, PauseThatArrivesDuringAHoldKeepsItsProbesSilent) {
  auto a = OneAccount::held();
  a.account.pause(kT + 5min, trouble("45011"), kT + 1ms);
  EXPECT_EQ(a.state(kT + 1s), "paused") << "what lasts longest is shown";
  EXPECT_EQ(a.account.closed_at_least_until(), kT + 5min);
  EXPECT_EQ(a.ask(kT + 1s), Got::nothing);
  EXPECT_EQ(a.ask(kT + 5min - 1ns), Got::nothing);
  EXPECT_EQ(a.ask(kT + 5min), Got::probe);
}

TEST(Account, PauseThatArrivesDuringAHoldGoesOnWhenANewTokenEndsTheHold) {
  auto a = OneAccount::held();
  a.account.pause(kT + 5min, trouble("45011"), kT + 1ms);
  a.account.end_hold(kT + 1s);
  EXPECT_FALSE(a.account.held(kT + 1s));
  EXPECT_EQ(a.state(kT + 1s), "paused");
  EXPECT_EQ(a.ask(kT + 5min - 1ns), Got::nothing);
  EXPECT_EQ(a.ask(kT + 5min), Got::call);
}

TEST(Account, PauseThatArrivesWhileAProbeIsUnderWayOutlastsTheHoldThatItEnds) {
  auto a = OneAccount::held();
  auto probe = a.probe(kT + 500ms);
  a.account.pause(kT + 5min, trouble("45011"), kT + 600ms);
  EXPECT_TRUE(a.account.give_back(std::move(probe), true, kT + 700ms, 0));
  EXPECT_EQ(a.ask(kT + 1min), Got::nothing);
  EXPECT_EQ(a.ask(kT + 5min), Got::call);
}

TEST(Account, WithoutATokenNoProbeGoesOutUntilTheHoldIsEnded) {
  OneAccount a;
  EXPECT_TRUE(a.account.hold_without_probes(trouble("no token"), kT));
  EXPECT_EQ(a.state(kT), "held");
  EXPECT_EQ(a.until(kT), TimePoint::max());
  EXPECT_EQ(a.ask(kT + 24h), Got::nothing);
  a.account.hold(trouble("40001"), kT, 0);
  EXPECT_EQ(a.ask(kT + 24h), Got::nothing) << "a late refusal changes nothing";
  a.account.end_hold(kT);
  EXPECT_EQ(a.ask(kT), Got::call);
}

TEST(Account, HoldAfterOneWithoutProbesHasProbesAgain) {
  OneAccount a;
  a.account.hold_without_probes(trouble("no token"), kT);
  a.account.end_hold(kT);
  a.account.hold(trouble("40001"), kT, 0);
  EXPECT_EQ(a.ask(kT + 500ms), Got::probe);
}

TEST(Account, StartingAnewEndsWhateverTheTroubleWas) {
  auto a = OneAccount::held();
  a.account.pause(kT + 5min, trouble("45009"), kT);
  a.account.refuse({});
  a.account.start_anew(kT);
  EXPECT_EQ(a.state(kT), "open");
  EXPECT_FALSE(a.account.paused(kT) || a.account.held(kT) || a.account.refusal());
  EXPECT_EQ(a.ask(kT), Got::call);
}

TEST(Account, TroubleIsNewsWhenItClosesTheAccountOrHasAnotherReason) {
  OneAccount a;
  EXPECT_TRUE(a.account.pause(kT + 10s, trouble("45011"), kT));
  EXPECT_FALSE(a.account.pause(kT + 20s, trouble("45011"), kT));
  EXPECT_TRUE(a.account.pause(kT + 30s, trouble("45009"), kT));
  EXPECT_TRUE(a.account.pause(kT + 50s, trouble("45009"), kT + 40s)) << "it was open in between";
  EXPECT_TRUE(a.account.hold(trouble("40001"), kT, 0));
  EXPECT_FALSE(a.account.hold(trouble("40001"), kT, 0));
  EXPECT_TRUE(a.account.hold_without_probes(trouble("no token"), kT));
  EXPECT_EQ(a.account.closed_by(kT)->trouble().why, "no token");
}

TEST(Account, ClosersHaveTheirWordsForPeople) {
  EXPECT_EQ(Pause{}.state(), "paused");
  EXPECT_EQ(Pause{}.waits_for(), "pause");
  EXPECT_TRUE(Pause{}.end_is_certain());
  EXPECT_EQ(Hold{{}}.state(), "held");
  EXPECT_EQ(Hold{{}}.waits_for(), "hold");
  EXPECT_FALSE(Hold{{}}.end_is_certain()) << "a new token may end it at any moment";
}

}  // namespace
}  // namespace iw
