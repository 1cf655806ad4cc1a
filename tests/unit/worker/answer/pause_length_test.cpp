// How long an account pauses: Retry-After, the minute's quota, the doubling wait, the quota's wait (contract, section 4).
#include <gtest/gtest.h>

#include <variant>
#include <vector>

#include "worker/answer/attempt_plan.hpp"

namespace iw {
namespace {

using namespace std::chrono_literals;
using enum ErrorClass;

Reply throttled_by(std::int64_t errcode, std::optional<Duration> retry_after = {}) {
  Reply reply{.error_class = throttled, .answered = true, .retry_after = retry_after};
  reply.answer.errcode = errcode;
  return reply;
}

Duration pause(const Reply& reply, ThrottleState& throttle, double jitter = 0) {
  return std::get<PauseAccount>(plan_attempt(reply, {}, {}, throttle, jitter).step).length;
}

TEST(PauseLength, DoublesFromOneSecondToSixty) {
  ThrottleState throttle;
  for (const auto expected : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s, 60s}) EXPECT_EQ(pause(throttled_by(-501003), throttle), expected);
}

TEST(PauseLength, IsNeverShorterByJitter) {
  for (const double jitter : {0.0, 0.3, 0.999}) {
    ThrottleState throttle;
    EXPECT_EQ(pause(throttled_by(-501004), throttle, jitter), 1s);
  }
}

TEST(PauseLength, AnyOtherAnswerStartsTheDoublingAnew) {
  for (const auto other : {accepted, transient, quota, token, permanent, operator_, in_doubt}) {
    ThrottleState throttle;
    for (int i = 0; i < 4; ++i) pause(throttled_by(-501003), throttle);
    static_cast<void>(plan_attempt(Reply{.error_class = other, .answered = true}, {}, {}, throttle, 0));
    EXPECT_EQ(pause(throttled_by(-501003), throttle), 1s) << name_of(other);
  }
}

TEST(PauseLength, SilenceIsNoAnswer) {
  ThrottleState throttle;
  pause(throttled_by(-501003), throttle);
  static_cast<void>(plan_attempt(Reply{.error_class = transient, .answered = false}, {}, {}, throttle, 0));
  EXPECT_EQ(pause(throttled_by(-501003), throttle), 2s);
}

TEST(PauseLength, MinuteQuotaHasItsOwnWait) {
  ThrottleState throttle;
  EXPECT_EQ(pause(throttled_by(45011), throttle), 60s);
  EXPECT_EQ(pause(throttled_by(45011), throttle), 60s);
}

TEST(PauseLength, RetryAfterWinsAndIsCapped) {
  ThrottleState throttle;
  EXPECT_EQ(pause(throttled_by(-501003, 10s), throttle), 10s);
  EXPECT_EQ(pause(throttled_by(45011, 10s), throttle), 10s) << "over the minute's quota as well";
  EXPECT_EQ(pause(throttled_by(-501003, 1'000'000'000s), throttle), 5min);
}

TEST(PauseLength, QuotaWaitsItsOwnTimeWhateverRetryAfterSays) {
  ThrottleState throttle;
  for (const std::optional<Duration> retry_after : {std::optional<Duration>{}, std::optional<Duration>{1s}})
    EXPECT_EQ(pause(Reply{.error_class = quota, .answered = true, .retry_after = retry_after}, throttle), 10min);
}

}  // namespace
}  // namespace iw
