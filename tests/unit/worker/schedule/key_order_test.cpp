// One job of a key at a time, the others in their order (contract, section 5, ordering).
#include "worker/schedule/key_order.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace iw {
namespace {

TEST(KeyOrder, FirstJobOfAKeyGoesOnTheOthersWait) {
  KeyOrder order;
  EXPECT_TRUE(order.enter("a", 1));
  EXPECT_FALSE(order.enter("a", 2));
  EXPECT_FALSE(order.enter("a", 3));
}

TEST(KeyOrder, KeysDoNotStopEachOther) {
  KeyOrder order;
  EXPECT_TRUE(order.enter("a", 1));
  EXPECT_TRUE(order.enter("b", 2));
  EXPECT_TRUE(order.enter(std::string{"a\0", 2}, 3)) << "keys are any bytes";
  EXPECT_TRUE(order.enter("", 4));
}

TEST(KeyOrder, WaitingJobsFollowInTheOrderInWhichTheyCame) {
  KeyOrder order;
  EXPECT_TRUE(order.enter("a", 9));
  EXPECT_FALSE(order.enter("a", 5));
  EXPECT_FALSE(order.enter("a", 7));
  EXPECT_EQ(order.leave("a"), 5u);
  EXPECT_EQ(order.leave("a"), 7u);
  EXPECT_FALSE(order.leave("a").has_value());
  EXPECT_TRUE(order.enter("a", 1)) << "the key is free again";
}

TEST(KeyOrder, KeyIsStillTakenWhileItsNewHeadGoesOn) {
  KeyOrder order;
  EXPECT_TRUE(order.enter("a", 1));
  EXPECT_FALSE(order.enter("a", 2));
  EXPECT_EQ(order.leave("a"), 2u);
  EXPECT_FALSE(order.enter("a", 3));
}

TEST(KeyOrder, WhoGivesUpIsPassedOver) {
  KeyOrder order;
  EXPECT_TRUE(order.enter("a", 1));
  for (const std::uint32_t job : {2u, 3u, 4u}) EXPECT_FALSE(order.enter("a", job));
  order.remove("a", 3);
  order.remove("a", 99);
  order.remove("no such key", 2);
  EXPECT_EQ(order.leave("a"), 2u);
  EXPECT_EQ(order.leave("a"), 4u);
}

TEST(KeyOrder, LeavingAKeyThatNobodyHeadsIsHarmless) {
  KeyOrder order;
  EXPECT_FALSE(order.leave("a").has_value());
  EXPECT_TRUE(order.enter("a", 1));
}

RC_GTEST_PROP(KeyOrderProperty, AgreesWithAListPerKey, ()) {
  KeyOrder order;
  std::map<std::string, std::vector<std::uint32_t>> model;  // the front heads the key
  std::uint32_t next = 0;
  for (const auto& [op, letter] : *rc::gen::scale(
           4.0, rc::gen::container<std::vector<std::pair<int, char>>>(rc::gen::pair(rc::gen::inRange(0, 5), rc::gen::inRange('a', 'e'))))) {
    const std::string key(1, letter);
    auto& jobs = model[key];
    if (op <= 2) {
      RC_ASSERT(order.enter(key, next) == jobs.empty());
      jobs.push_back(next++);
    } else if (op == 3) {
      if (!jobs.empty()) jobs.erase(jobs.begin());
      const auto head = order.leave(key);
      RC_ASSERT(head.has_value() == !jobs.empty());
      if (head) RC_ASSERT(*head == jobs.front());
    } else if (jobs.size() > 1) {
      const auto at = jobs.begin() + 1 + static_cast<std::ptrdiff_t>(*rc::gen::inRange<std::size_t>(0, jobs.size() - 1));
      order.remove(key, *at);
      jobs.erase(at);
    }
  }
}

}  // namespace
}  // namespace iw
