// Histories that are wrong in what they show or use: secrets, memory, descriptors, threads, calls per second, and runs that do not end.
#include <gtest/gtest.h>

#include "tests/unit/support/check/story.hpp"

namespace iw::testing {
namespace {

TEST(Checker, SeesARunThatDidNotComeToItsEnd) {
  auto wrong = a_right_one();
  wrong.facts.completed = false;
  EXPECT_EQ(broken(wrong), "I10");
}

TEST(Checker, SeesASecretInAnyText) {
  auto story = a_right_one();
  story.facts.secrets = {"", "s3cret", "s3%63ret"};
  story.facts.texts = {{"a log", "nothing to see"}};
  EXPECT_EQ(broken(story), "");
  story.facts.texts.push_back({"a metric", "label=\"s3%63ret\""});
  EXPECT_EQ(check(story.facts), std::vector<std::string>{"I9: a secret in a metric"});
}

TEST(Checker, SeesAProcessThatUsesMoreThanItMay) {
  auto story = a_right_one();
  story.facts.samples = {{"worker-0", 1'000, 100, 10}, {"worker-1", 1'001, 100, 10}, {"worker-1", 1'000, 101, 11}};
  EXPECT_EQ(broken(story), "") << "nothing is looked at without a cap";
  story.facts.caps = {1'000, 100, 10, 0};
  EXPECT_EQ(check(story.facts),
            (std::vector<std::string>{"I10: worker-1 used 1001 KiB of memory, and may use 1000",
                                      "I10: worker-1 used 101 descriptors, and may use 100", "I10: worker-1 used 11 threads, and may use 10"}));
}

TEST(Checker, SeesMoreCallsInASecondThanTheCapAllows) {
  auto story = Story{};
  for (int n = 0; n < 4; ++n) story.asked(n, false).called(n).told(n).committed(n + 1, n + 1).later(milliseconds{250});
  story.asked(4, false).called(4).told(4).committed(5, 5);
  story.facts.caps.calls_per_second = 4;
  EXPECT_EQ(broken(story), "") << "the fifth comes a whole second after the first";
  story.facts.called.back().when.time -= Duration{1};
  EXPECT_EQ(broken(story), "I10");
}

}  // namespace
}  // namespace iw::testing
