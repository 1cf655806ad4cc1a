// The breaker of an account (contract, section 4): here after 3 failures in a row, with a probe every 10 s.
#include <rapidcheck/gtest.h>

#include "tests/unit/worker/account/account_fixture.hpp"

namespace iw {
namespace {

/// Three failures at kT.
void break_it(OneAccount& a) {
  EXPECT_FALSE(a.account.failed(trouble("-1"), kT));
  EXPECT_FALSE(a.account.failed(trouble("-1"), kT));
  EXPECT_TRUE(a.account.failed(trouble("-1"), kT));
}

TEST(Breaker, BreaksAfterSoManyFailuresInARowAndSaysWhy) {
  OneAccount a;
  break_it(a);
  EXPECT_EQ(a.state(kT), "broken");
  EXPECT_EQ(a.account.closed_by(kT)->trouble().why, "-1");
  EXPECT_EQ(a.account.closed_by(kT)->waits_for(), "breaker");
  EXPECT_EQ(a.until(kT), kT + 10s);
  EXPECT_EQ(a.ask(kT + 10s - 1ns), Got::nothing);
  EXPECT_FALSE(a.account.failed(trouble("-1"), kT)) << "calls that were under way are no news";
}

TEST(Breaker, AnythingElseBetweenBeginsTheRowAnew) {
  OneAccount a;
  for (int n = 0; n < 20; ++n) {
    EXPECT_FALSE(a.account.failed(trouble("-1"), kT));
    EXPECT_FALSE(a.account.failed(trouble("-1"), kT));
    EXPECT_FALSE(a.account.heard(kT));
  }
  EXPECT_EQ(a.ask(kT), Got::call);
}

TEST(Breaker, OneProbeAtATimeInEvenSpaces) {
  OneAccount a;
  break_it(a);
  TimePoint now = kT;
  for (int n = 0; n < 20; ++n) {
    now += 10s;
    auto probe = a.probe(now);
    EXPECT_EQ(a.ask(now + 1h), Got::nothing) << "it is under way";
    now += 3s;
    EXPECT_FALSE(a.account.failed(trouble("-1"), now));
    EXPECT_FALSE(a.account.give_back(std::move(probe), false, now, 0.5));
    EXPECT_EQ(a.until(now), now + 10s);
  }
}

TEST(Breaker, GoodAnswerClosesItWhoeverGotIt) {
  OneAccount a;
  break_it(a);
  auto probe = a.probe(kT + 10s);
  EXPECT_TRUE(a.account.heard(kT + 11s));
  EXPECT_EQ(a.ask(kT + 11s), Got::call);
  EXPECT_FALSE(a.account.give_back(std::move(probe), true, kT + 11s, 0)) << "no hold has ended";
  EXPECT_EQ(a.ask(kT + 11s), Got::call);
}

TEST(Breaker, LateProbeOfOneThatHasClosedMovesNothingOfTheNext) {
  OneAccount a;
  break_it(a);
  auto old = a.probe(kT + 10s);
  EXPECT_TRUE(a.account.heard(kT + 11s));
  break_it(a);
  auto current = a.probe(kT + 21s);
  (void)a.account.give_back(std::move(old), false, kT + 22s, 0);
  EXPECT_EQ(a.ask(kT + 1h), Got::nothing) << "no second probe while the one that counts is under way";
  (void)a.account.give_back(std::move(current), false, kT + 30s, 0);
  EXPECT_EQ(a.until(kT + 30s), kT + 40s);
}

TEST(Breaker, HeldAndBrokenItProbesForBothAtOnce) {
  auto a = OneAccount::held();
  break_it(a);
  EXPECT_EQ(a.ask(kT + 1s), Got::nothing) << "the hold's would be due, the breaker's is not";
  auto probe = a.probe(kT + 10s);
  EXPECT_TRUE(a.account.heard(kT + 11s));
  EXPECT_TRUE(a.account.give_back(std::move(probe), true, kT + 11s, 0));
  EXPECT_EQ(a.state(kT + 11s), "open");
}

TEST(Breaker, PermitFromBeforeItBrokeIsGoodNoMore) {
  OneAccount a;
  auto before = a.account.ask(kT);
  ASSERT_TRUE(before);
  EXPECT_TRUE(a.account.still_lets(*before, kT));
  break_it(a);
  EXPECT_FALSE(a.account.still_lets(*before, kT));
  const auto probe = a.probe(kT + 10s);
  EXPECT_TRUE(a.account.still_lets(probe, kT + 10s));
  a.account.pause(kT + 1min, trouble("45011"), kT + 10s);
  EXPECT_FALSE(a.account.still_lets(probe, kT + 10s));
}

TEST(Breaker, WithZeroItNeverBreaks) {
  Round round;
  RetrySettings retry;
  BreakerSettings off{0, 10s};
  Account account{0, AccountSettings{.name = "a"}, retry, off, round};
  for (int n = 0; n < 10'000; ++n) EXPECT_FALSE(account.failed(trouble("-1"), kT));
  EXPECT_TRUE(account.ask(kT));
}

RC_GTEST_PROP(Breaker, IsBrokenExactlyAfterThreeFailuresInARowAndProbesAtMostOncePerTenSeconds, ()) {
  OneAccount a;
  Queued job;
  a.account.enqueue(job, kT, false);
  TimePoint now = kT;
  TimePoint last_probe{};
  std::optional<Permit> probe;
  int in_a_row = 0;
  bool broken = false;
  for (const int op : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5))) {
    now += std::chrono::milliseconds{*rc::gen::inRange(0, 6'000)};
    while (a.round.next_look() <= now) {
      (void)a.round.pop_due(now);
      a.account.look(now);
    }
    if (op == 0) {
      RC_ASSERT(a.account.heard(now) == broken);
      in_a_row = 0;
      broken = false;
      probe.reset();
    }
    if (op == 1 || op == 2) {
      const bool breaks = !broken && ++in_a_row == 3;
      RC_ASSERT(a.account.failed(trouble("-1"), now) == breaks);
      if (breaks) last_probe = now;
      broken = broken || breaks;
    }
    if (op == 3) {
      const bool turn = a.round.turn().has_value();
      auto permit = a.account.ask(now);
      RC_ASSERT(permit.has_value() == turn);
      if (permit) RC_ASSERT(permit->is_probe() == broken);
      if (permit && broken) {
        RC_ASSERT(!probe.has_value());
        RC_ASSERT(now - last_probe >= 10s);
        probe = std::move(permit);
      }
    }
    if (op == 4 && probe) {
      (void)a.account.give_back(std::move(*probe), false, now, 0.5);
      probe.reset();
      last_probe = now;
    }
    RC_ASSERT((a.account.closed_by(now) != nullptr) == broken);
  }
  JobQueue::leave(job);
}

}  // namespace
}  // namespace iw
