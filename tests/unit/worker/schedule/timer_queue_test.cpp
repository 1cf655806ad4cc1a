// Times to look again: the heap agrees with a sorted list, whatever is armed, re-armed and cancelled.
#include "worker/schedule/timer_queue.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

namespace iw {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kT{std::chrono::hours{1}};

TEST(TimerQueue, EmptyOneIsNeverDue) {
  TimerQueue queue;
  EXPECT_EQ(queue.earliest(), TimePoint::max());
  EXPECT_FALSE(queue.pop_due(TimePoint::max()).has_value());
  queue.cancel(0);
  queue.cancel(1'000'000);
}

TEST(TimerQueue, IsDueAtItsTimeAndNotBefore) {
  TimerQueue queue;
  queue.arm(3, kT);
  EXPECT_EQ(queue.earliest(), kT);
  EXPECT_FALSE(queue.pop_due(kT - 1ns).has_value());
  EXPECT_EQ(queue.pop_due(kT), 3u);
  EXPECT_FALSE(queue.pop_due(kT + 1h).has_value()) << "once only";
}

TEST(TimerQueue, ArmingAgainReplacesTheTimeBothWays) {
  TimerQueue queue;
  queue.arm(1, kT + 10s);
  queue.arm(2, kT + 5s);
  queue.arm(1, kT + 1s);
  EXPECT_EQ(queue.pop_due(kT + 1s), 1u);
  queue.arm(2, kT + 20s);
  EXPECT_EQ(queue.earliest(), kT + 20s);
  EXPECT_FALSE(queue.pop_due(kT + 5s).has_value());
}

TEST(TimerQueue, CancelledOneIsNeverDue) {
  TimerQueue queue;
  for (std::uint32_t id = 0; id < 5; ++id) queue.arm(id, kT + std::chrono::seconds{id});
  queue.cancel(0);
  queue.cancel(3);
  queue.cancel(3);
  std::vector<std::uint32_t> due;
  while (const auto id = queue.pop_due(kT + 1h)) due.push_back(*id);
  EXPECT_EQ(due, (std::vector<std::uint32_t>{1, 2, 4}));
}

TEST(TimerQueue, NeverIsATimeToo) {
  TimerQueue queue;
  queue.arm(1, TimePoint::max());
  EXPECT_FALSE(queue.pop_due(TimePoint::max() - 1ns).has_value());
}

RC_GTEST_PROP(TimerQueueProperty, AgreesWithAMultimap, ()) {
  TimerQueue queue;
  std::multimap<TimePoint, std::uint32_t> model;
  const auto forget = [&](std::uint32_t id) { std::erase_if(model, [&](const auto& entry) { return entry.second == id; }); };
  const auto ops = *rc::gen::scale(6.0, rc::gen::container<std::vector<std::tuple<int, std::uint32_t, int>>>(
                                            rc::gen::tuple(rc::gen::inRange(0, 6), rc::gen::inRange<std::uint32_t>(0, 60), rc::gen::inRange(0, 40))));
  for (const auto& [op, id, after] : ops) {
    const TimePoint at = kT + std::chrono::milliseconds{after};
    if (op <= 2) {
      forget(id);
      queue.arm(id, at);
      model.emplace(at, id);
    } else if (op == 3) {
      forget(id);
      queue.cancel(id);
    } else if (const auto due = queue.pop_due(at)) {
      RC_ASSERT(!model.empty());
      const auto first = model.equal_range(model.begin()->first);
      const auto found = std::find_if(first.first, first.second, [&](const auto& entry) { return entry.second == *due; });
      RC_ASSERT(found != first.second);
      RC_ASSERT(found->first <= at);
      model.erase(found);
    } else {
      const bool later = model.empty() || model.begin()->first > at;
      RC_ASSERT(later);
    }
    RC_ASSERT(queue.earliest() == (model.empty() ? TimePoint::max() : model.begin()->first));
  }
}

}  // namespace
}  // namespace iw
