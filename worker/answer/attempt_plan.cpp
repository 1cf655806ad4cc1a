#include "worker/answer/attempt_plan.hpp"

#include <algorithm>

#include "common/backoff.hpp"

namespace iw {

namespace {

constexpr std::int64_t kMinuteQuota = 45011;

Duration pause_after(const Reply& reply, const AttemptState& attempt, const RetrySettings& settings, ThrottleState& throttle) {
  if (reply.error_class == ErrorClass::quota) return settings.waits.quota;
  // "0" would be a loop without a pause: the API has just refused.
  if (reply.retry_after && *reply.retry_after > Duration{}) return std::min<Duration>(*reply.retry_after, settings.waits.retry_after_max);
  if (reply.answer.errcode == kMinuteQuota) return settings.waits.minute_quota;
  return throttle.next(attempt.account_paused);
}

NextStep after_token_refusal(const AttemptState& attempt, const RetrySettings& settings) {
  // A newer token has come while this call was under way: the refusal says nothing about it.
  if (!attempt.token_was_newest) return RepeatNow{};
  if (attempt.token_renewable && !attempt.token_repeated) return RenewToken{};
  if (settings.hold_token) return HoldAccount{};
  return Fail{Reason::unauthorized};
}

/// The next attempt, or the end when this was the last. A probe's bad answer leaves the attempts as they are, and the job waits like any other.
AttemptPlan try_again(const AttemptState& attempt, int attempts, const RetrySettings& settings, double jitter) {
  if (!attempt.is_probe && attempts >= settings.attempts) return {Fail{Reason::exhausted}, attempts};
  return {RetryAfter{retry_backoff(std::max(attempts, 1), settings, jitter)}, attempts};
}

}  // namespace

Duration ThrottleState::next(bool paused_already) {
  if (paused_already) return last_;
  last_ = next_;
  next_ = std::min(next_ * 2, kLongest);
  return last_;
}

Duration retry_backoff(int attempts, const RetrySettings& settings, double jitter) {
  return backoff(attempts, {settings.initial, settings.max, settings.multiplier}, jitter);
}

AttemptPlan plan_attempt(const Reply& reply, const AttemptState& attempt, const RetrySettings& settings, ThrottleState& throttle, double jitter) {
  if (reply.answered && reply.error_class != ErrorClass::throttled) throttle.start_anew();
  const int used = attempt.attempts + (attempt.is_probe ? 0 : 1);
  switch (reply.error_class) {
    case ErrorClass::accepted:
      return {Accept{}, used};
    case ErrorClass::permanent:
      return {Fail{Reason::rejected}, used};
    case ErrorClass::operator_:
      if (settings.hold_operator) return {HoldAccount{}, attempt.attempts};
      return {Fail{Reason::operator_}, used};
    case ErrorClass::throttled:
    case ErrorClass::quota:
      return {PauseAccount{pause_after(reply, attempt, settings, throttle)}, attempt.attempts};
    case ErrorClass::token:
      return {after_token_refusal(attempt, settings), attempt.attempts};
    case ErrorClass::in_doubt:
      if (attempt.policy == DoubtPolicy::report) return {ReportDoubt{}, used};
      return try_again(attempt, used, settings, jitter);
    case ErrorClass::transient:
      break;
  }
  return try_again(attempt, used, settings, jitter);
}

}  // namespace iw
