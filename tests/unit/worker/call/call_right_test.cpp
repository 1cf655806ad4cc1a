// May a call start now? Every rule of freshness (guarantee.md), a row each. A right lasts 10 s here; times are seconds after the start.
#include "worker/call/call_right.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <ostream>
#include <string>

namespace iw {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kStart{std::chrono::hours{1}};
constexpr Duration kLasts = 10s;
constexpr Duration kTick = 1ns;
using Maybe = std::optional<Duration>;
constexpr Maybe kNo = std::nullopt;

/// What happened, and what follows at `now`.
struct Row {
  const char* name;
  Duration tick = 0s;       ///< the loop's last tick
  Maybe revoked = kNo;      ///< when somebody else may have taken over
  Maybe committed = kNo;    ///< a cycle that began then has committed after that
  Duration intent = 0s;     ///< the cycle that recorded the job's intent began then
  Duration now = 0s;
  bool with_intent = true;  ///< may it call?
  bool without_intent = true;
  bool standstill = false;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

// clang-format off
constexpr Row kRows[] = {
  //                                    tick  revoked  committed  intent  now           with   without still
  {"AtTheStart",                        0s,   kNo,     kNo,       0s,     0s,           true,  true,  false},
  {"JustBeforeTheIntentRunsOut",        9s,   kNo,     kNo,       0s,     10s - kTick,  true,  true,  false},
  {"WhenTheIntentRunsOut",              9s,   kNo,     kNo,       0s,     10s,          false, true,  false},
  {"LaterIntentLastsLonger",            9s,   kNo,     kNo,       5s,     15s - kTick,  true,  true,  false},
  {"LaterIntentRunsOutToo",             9s,   kNo,     kNo,       5s,     15s,          false, true,  false},
  {"TickJustInTime",                    10s,  kNo,     kNo,       10s,    10s,          true,  true,  false},
  {"TickTooLateRevokes",                10s + kTick, kNo, kNo,    10s,    11s,          false, false, false},
  {"TickTooLateAndAnIntentFromBefore",  11s,  kNo,     kNo,       9s,     11s,          false, false, false},
  {"TickTooLateAndAnIntentFromThenOn",  11s,  kNo,     kNo,       11s,    11s,          true,  false, false},
  {"TickTooLateAndACommitFromBefore",   11s,  kNo,     Maybe{10s}, 10s,   12s,          false, false, false},
  {"TickTooLateAndACommitFromThenOn",   11s,  kNo,     Maybe{11s}, 11s,   12s,          true,  true,  false},
  {"RevokedAndAnIntentFromBefore",      4s,   Maybe{5s}, kNo,     5s - kTick, 6s,       false, false, false},
  {"RevokedAndAnIntentFromThatMoment",  4s,   Maybe{5s}, kNo,     5s,     6s,           true,  false, false},
  {"RevokedAndACommitBegunBefore",      4s,   Maybe{5s}, Maybe{5s - kTick}, 4s, 6s,     false, false, false},
  {"RevokedAndACommitBegunThen",        4s,   Maybe{5s}, Maybe{5s}, 5s,   6s,           true,  true,  false},
  {"RevokedCommittedAndAnOldIntent",    4s,   Maybe{5s}, Maybe{6s}, 4s,   7s,           false, true,  false},
  {"RevokedCommittedAndTheIntentIsOld", 9s,   Maybe{5s}, Maybe{6s}, 6s,   16s,          false, true,  false},
  {"StandstillThatNoTickHasSeenYet",    5s,   kNo,     kNo,       14s,    15s + kTick,  true,  true,  true},
  {"NoStandstillYet",                   5s,   kNo,     kNo,       14s,    15s,          true,  true,  false},
};
// clang-format on

struct CallRightTable : ::testing::TestWithParam<Row> {};

TEST_P(CallRightTable, SaysWhetherACallMayStart) {
  const Row& row = GetParam();
  CallRight right{kLasts, kStart};
  (void)right.tick(kStart + row.tick);
  if (row.revoked) right.revoke(kStart + *row.revoked);
  if (row.committed) right.committed(kStart + *row.committed);
  EXPECT_EQ(right.intent_is_good(kStart + row.intent, kStart + row.now), row.with_intent);
  EXPECT_EQ(right.good_without_intent(), row.without_intent);
  EXPECT_EQ(right.revoked(), !row.without_intent) << "a cycle is needed exactly while nothing else may call";
  EXPECT_EQ(right.stands_still(kStart + row.now), row.standstill);
}

TEST_P(CallRightTable, LastMomentIsTheEndOfTheRight) {
  const Row& row = GetParam();
  CallRight right{kLasts, kStart};
  (void)right.tick(kStart + row.tick);
  EXPECT_EQ(right.last_moment(kStart + row.intent), kStart + row.intent + kLasts);
  EXPECT_EQ(right.last_moment(), kStart + row.tick + kLasts);
  EXPECT_FALSE(right.intent_is_good(kStart + row.intent, right.last_moment(kStart + row.intent))) << "no call starts whose first byte may not go";
  EXPECT_FALSE(right.stands_still(right.last_moment()));
  EXPECT_TRUE(right.stands_still(right.last_moment() + kTick));
}

INSTANTIATE_TEST_SUITE_P(Rows, CallRightTable, ::testing::ValuesIn(kRows), [](const auto& test) { return std::string{test.param.name}; });

TEST(CallRight, TickTellsHowLongTheLoopStoodStillOnlyWhenThatWasTooLong) {
  CallRight right{kLasts, kStart};
  EXPECT_EQ(right.tick(kStart + 10s), 0s);
  EXPECT_EQ(right.tick(kStart + 20s + kTick), 10s + kTick);
  EXPECT_EQ(right.tick(kStart + 21s), 0s) << "counted from the tick before";
  EXPECT_TRUE(right.revoked()) << "a tick alone gives no right back";
}

TEST(CallRight, LaterRevocationNeedsALaterCycle) {
  CallRight right{kLasts, kStart};
  right.revoke(kStart + 1s);
  right.revoke(kStart + 3s);
  right.committed(kStart + 2s);
  EXPECT_TRUE(right.revoked());
  right.committed(kStart + 3s);
  EXPECT_FALSE(right.revoked());
}

TEST(CallRight, RevocationAfterACommitHoldsAgain) {
  CallRight right{kLasts, kStart};
  right.revoke(kStart + 1s);
  right.committed(kStart + 1s);
  right.revoke(kStart + 2s);
  EXPECT_FALSE(right.good_without_intent());
  EXPECT_FALSE(right.intent_is_good(kStart + 1s, kStart + 2s));
}

}  // namespace
}  // namespace iw
