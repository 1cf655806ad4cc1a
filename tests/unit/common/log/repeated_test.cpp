// What persists is said when it begins, when it changes, and once a minute with a count: not at each try.
#include "common/log/repeated.hpp"

#include <gtest/gtest.h>

#include <string>

namespace iw {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint at(std::chrono::milliseconds time) { return TimePoint{} + time; }

TEST(Repeated, FirstTimeIsSaidAtOnce) {
  Repeated repeated;
  EXPECT_EQ(repeated.met("refused", at(0s)), 0u);
}

TEST(Repeated, SameIsSaidOnceAMinuteWithItsCount) {
  Repeated repeated;
  int said = 0;
  std::uint64_t counted = 0;
  for (auto time = 0ms; time <= 600s; time += 250ms)
    if (const auto unsaid = repeated.met("refused", at(time))) {
      ++said;
      counted += *unsaid;
    }
  EXPECT_EQ(said, 11);
  EXPECT_EQ(counted + 11, 2401u) << "each was said or counted";
}

TEST(Repeated, ChangeIsSaidAtOnceAndComingBackIsNoChange) {
  Repeated repeated;
  EXPECT_TRUE(repeated.met("a", at(0s)));
  EXPECT_TRUE(repeated.met("b", at(1s)));
  for (auto time = 2s; time < 50s; ++time) EXPECT_FALSE(repeated.met(time.count() % 2 == 0 ? "a" : "b", at(time)));
}

TEST(Repeated, AfterItsEndItIsNew) {
  Repeated repeated;
  EXPECT_FALSE(repeated.over());
  EXPECT_TRUE(repeated.met("a", at(0s)));
  EXPECT_TRUE(repeated.over());
  EXPECT_FALSE(repeated.over());
  EXPECT_EQ(repeated.met("a", at(1s)), 0u);
}

TEST(Repeated, TextsThatNeverRepeatTakeNoMemory) {
  Repeated repeated;
  for (int n = 0; n < 10'000; ++n) EXPECT_TRUE(repeated.met("text " + std::to_string(n), at(std::chrono::milliseconds{n})));
  EXPECT_FALSE(repeated.met("text 9999", at(10s)));
  EXPECT_TRUE(repeated.met("text 1", at(10s))) << "forgotten long ago";
}

}  // namespace
}  // namespace iw
