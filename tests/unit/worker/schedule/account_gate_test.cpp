// The account's own trouble: pauses, holds and their probes (contract, section 4).
#include "worker/schedule/account_gate.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace iw {
namespace {

using namespace std::chrono_literals;
using Permit = AccountGate::Permit;
using State = AccountGate::State;

constexpr TimePoint kT{std::chrono::hours{1}};
constexpr BackoffRules kRules{1s, 60s, 2};

AccountGate held() {
  AccountGate gate{kRules};
  gate.hold(kT, 0);
  return gate;
}

TEST(AccountGate, IsOpenAtFirst) {
  AccountGate gate{kRules};
  EXPECT_EQ(gate.ask(kT), Permit::go);
  EXPECT_EQ(gate.state(), State::open);
  EXPECT_FALSE(gate.closed(kT));
  EXPECT_EQ(gate.until(), TimePoint::max());
}

TEST(AccountGate, PauseEndsByItselfAtItsTime) {
  AccountGate gate{kRules};
  gate.pause(kT + 10s);
  EXPECT_EQ(gate.until(), kT + 10s);
  EXPECT_TRUE(gate.closed(kT + 10s - 1ns));
  EXPECT_EQ(gate.ask(kT + 10s - 1ns), Permit::wait);
  EXPECT_FALSE(gate.closed(kT + 10s));
  EXPECT_EQ(gate.ask(kT + 10s), Permit::go);
  EXPECT_EQ(gate.state(), State::open);
}

TEST(AccountGate, ShorterPauseNeverCutsALongerOne) {
  AccountGate gate{kRules};
  gate.pause(kT + 60s);
  gate.pause(kT + 1s);
  EXPECT_EQ(gate.until(), kT + 60s);
  gate.pause(kT + 90s);
  EXPECT_EQ(gate.until(), kT + 90s);
}

TEST(AccountGate, PauseAfterAPauseIsItsOwn) {
  AccountGate gate{kRules};
  gate.pause(kT + 60s);
  EXPECT_EQ(gate.ask(kT + 60s), Permit::go);
  gate.pause(kT + 61s);
  EXPECT_EQ(gate.until(), kT + 61s);
}

TEST(AccountGate, HoldLetsOneProbeOutAfterItsBackoff) {
  AccountGate gate = held();
  EXPECT_EQ(gate.state(), State::held);
  EXPECT_EQ(gate.until(), kT + 500ms);
  EXPECT_EQ(gate.ask(kT + 499ms), Permit::wait);
  EXPECT_EQ(gate.ask(kT + 500ms), Permit::probe);
  gate.probe_started();
  EXPECT_EQ(gate.ask(kT + 1h), Permit::wait) << "one probe call at a time";
  EXPECT_TRUE(gate.closed(kT + 1h));
  EXPECT_EQ(gate.until(), TimePoint::max());
}

TEST(AccountGate, ProbesGrowApartUpToTheLongestBackoff) {
  AccountGate gate = held();
  TimePoint now = kT;
  for (const auto cap : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s, 60s}) {
    EXPECT_EQ(gate.until(), now + Duration{cap} / 2);
    now = gate.until();
    ASSERT_EQ(gate.ask(now), Permit::probe);
    gate.probe_started();
    gate.probe_failed(now, 0);
  }
}

TEST(AccountGate, ProbeThatSucceedsOpensItAndTheNextHoldBeginsAnew) {
  AccountGate gate = held();
  for (int i = 0; i < 5; ++i) gate.probe_failed(kT, 0);
  gate.probe_started();
  gate.open();
  EXPECT_EQ(gate.ask(kT), Permit::go);
  EXPECT_FALSE(gate.closed(kT));
  gate.hold(kT, 0);
  EXPECT_EQ(gate.until(), kT + 500ms);
}

TEST(AccountGate, RefusalsOfOtherCallsDoNotMoveTheNextProbe) {
  AccountGate gate = held();
  for (int i = 1; i < 500; ++i) gate.hold(kT + i * 1ms, 0.9);
  EXPECT_EQ(gate.until(), kT + 500ms);
}

TEST(AccountGate, RefusalOfAnotherCallDoesNotLetASecondProbeOut) {
  // Calls that were under way when the hold began may be refused while the probe is on its way: the probe is still the only one.
  AccountGate gate = held();
  ASSERT_EQ(gate.ask(kT + 500ms), Permit::probe);
  gate.probe_started();
  gate.hold(kT + 600ms, 0);
  EXPECT_EQ(gate.ask(kT + 1min), Permit::wait);
}

TEST(AccountGate, PauseDoesNotOpenAHeldAccount) {
  AccountGate gate = held();
  gate.pause(kT + 1ms);
  EXPECT_EQ(gate.state(), State::held);
  EXPECT_EQ(gate.ask(kT + 2ms), Permit::wait);
}

TEST(AccountGate, HoldDuringAPauseLetsNoProbeOutBeforeThePauseEnds) {
  // The API said how long the account has to be silent; a probe is a call, too.
  AccountGate gate{kRules};
  gate.pause(kT + 5min);
  gate.hold(kT, 0);
  EXPECT_EQ(gate.ask(kT + 1s), Permit::wait);
  EXPECT_EQ(gate.ask(kT + 5min), Permit::probe);
}

TEST(AccountGate, WithoutATokenNoProbeGoesOutUntilItIsOpened) {
  AccountGate gate{kRules};
  gate.hold_without_probes();
  EXPECT_EQ(gate.state(), State::held);
  EXPECT_EQ(gate.until(), TimePoint::max());
  EXPECT_EQ(gate.ask(kT + 24h), Permit::wait);
  gate.hold(kT, 0);
  EXPECT_EQ(gate.ask(kT + 24h), Permit::wait) << "a late refusal changes nothing";
  gate.open();
  EXPECT_EQ(gate.ask(kT), Permit::go);
}

TEST(AccountGate, ProbeThatEndsAfterTheTokenIsGoneBringsNoOtherProbe) {
  AccountGate gate = held();
  gate.probe_started();
  gate.hold_without_probes();
  gate.probe_failed(kT + 1s, 0);
  EXPECT_EQ(gate.ask(kT + 24h), Permit::wait) << "only open() ends it";
}

TEST(AccountGate, FailedProbeOfAnOpenAccountMeansNothing) {
  AccountGate gate{kRules};
  gate.probe_failed(kT, 0);
  EXPECT_EQ(gate.ask(kT), Permit::go);
}

TEST(AccountGate, StatesHaveTheirNames) {
  EXPECT_EQ(name_of(State::open), "open");
  EXPECT_EQ(name_of(State::paused), "paused");
  EXPECT_EQ(name_of(State::held), "held");
}

RC_GTEST_PROP(AccountGateProperty, AskAndClosedAgreeAndUntilIsNoLie, ()) {
  AccountGate gate{kRules};
  TimePoint now = kT;
  for (const int op : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 7))) {
    now += std::chrono::milliseconds{*rc::gen::inRange(0, 3000)};
    if (op == 0) gate.pause(now + std::chrono::milliseconds{*rc::gen::inRange(0, 5000)});
    if (op == 1) gate.hold(now, 0.5);
    if (op == 2) gate.hold_without_probes();
    if (op == 3) gate.open();
    if (op == 4 && gate.ask(now) == Permit::probe) gate.probe_started();
    if (op == 5) gate.probe_failed(now, 0.5);
    const bool closed = gate.closed(now);
    const bool in_time = now >= gate.until();
    const Permit permit = gate.ask(now);
    RC_ASSERT(closed == (permit == Permit::wait));
    if (in_time) RC_ASSERT(permit != Permit::wait);
    if (permit == Permit::probe) RC_ASSERT(gate.state() == State::held);
  }
}

}  // namespace
}  // namespace iw
