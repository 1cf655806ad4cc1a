// When cycles start: few results at once, many in bunches, none in a storm of aborts.
#include "worker/commit/cycle_pacer.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace iw {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kStart{std::chrono::hours{5}};

TEST(CyclePacer, TheFirstCycleMayStartAtOnce) {
  const CyclePacer pacer;
  for (const std::size_t count : {0u, 1u, 1000u}) EXPECT_TRUE(pacer.may_start(kStart, count)) << count;
}

TEST(CyclePacer, FewResultsWaitForNobody) {
  CyclePacer pacer;
  pacer.started(kStart);
  pacer.ended(kStart + 5ms, true);
  EXPECT_TRUE(pacer.may_start(kStart + 5ms, 1));
  EXPECT_TRUE(pacer.may_start(kStart + 5ms, 32));
}

TEST(CyclePacer, ManyResultsAreGatheredIntoBunchesOfFiftyMilliseconds) {
  CyclePacer pacer;
  pacer.started(kStart);
  EXPECT_FALSE(pacer.may_start(kStart + 49ms, 33));
  EXPECT_TRUE(pacer.may_start(kStart + 50ms, 33));
  EXPECT_TRUE(pacer.may_start(kStart + 50ms, 100'000)) << "more work never waits longer";
}

TEST(CyclePacer, StatesAloneWaitLongest) {
  CyclePacer pacer;
  pacer.started(kStart);
  EXPECT_FALSE(pacer.may_start(kStart + 50ms, 0));
  EXPECT_EQ(pacer.next_start(0), kStart + 100ms);
}

TEST(CyclePacer, MayStartAgreesWithNextStart) {
  CyclePacer pacer;
  pacer.started(kStart);
  pacer.ended(kStart + 10ms, false);
  for (const std::size_t count : {0u, 1u, 33u}) {
    const auto next = pacer.next_start(count);
    EXPECT_TRUE(pacer.may_start(next, count)) << count;
    EXPECT_FALSE(pacer.may_start(next - 1ns, count)) << count;
  }
}

TEST(CyclePacer, AbortsSlowItDownMoreAndMoreUpToASecond) {
  CyclePacer pacer;
  Duration before{};
  for (int i = 0; i < 100; ++i) {
    pacer.started(kStart);
    pacer.ended(kStart, false);
    const auto wait = pacer.next_start(1) - kStart;
    EXPECT_GT(wait, 0ns) << "an abort is never made again at once";
    EXPECT_GE(wait, before);
    EXPECT_LE(wait, 1s);
    before = wait;
  }
  EXPECT_GE(before, 500ms);
}

TEST(CyclePacer, OneCommitForgetsTheAborts) {
  CyclePacer pacer;
  for (int i = 0; i < 5; ++i) pacer.ended(kStart, false);
  EXPECT_FALSE(pacer.may_start(kStart + 1ms, 1));
  pacer.started(kStart + 1s);
  pacer.ended(kStart + 1s, true);
  EXPECT_TRUE(pacer.may_start(kStart + 1s, 1));
  pacer.ended(kStart + 2s, false);
  EXPECT_LE(pacer.next_start(1) - (kStart + 2s), 50ms) << "and counts from one again";
}

}  // namespace
}  // namespace iw
