// What follows from a reply: may the job be tried again, after how long, or what else (contract, section 4). Pure, loop thread.
// It knows what one job and its account have been through and decides; the engine carries it out.
#pragma once

#include <variant>

#include "common/clock.hpp"
#include "worker/answer/read_reply.hpp"
#include "worker/decode/import_request.hpp"
#include "worker/answer/job_outcome.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// How long an account's next pause is when the API names none: 1 s doubling to 60 s, started anew by any answer that is not throttled.
class ThrottleState {
 public:
  /// The length of the next pause; the one after it is twice as long. `paused_already`: this answer belongs to a call that was under way when the
  /// pause began, so it is told the length of that one.
  [[nodiscard]] Duration next(bool paused_already);
  void start_anew() { next_ = last_ = kFirst; }

 private:
  static constexpr std::chrono::seconds kFirst{1};
  static constexpr std::chrono::seconds kLongest{60};
  std::chrono::seconds next_ = kFirst;
  std::chrono::seconds last_ = kFirst;
};

/// The API took the request.
struct Accept {};
/// The job ends as failed.
struct Fail {
  Reason reason;
};
/// The job ends in doubt.
struct ReportDoubt {};
/// The next attempt comes after this backoff.
struct RetryAfter {
  Duration backoff;
};
/// The account pauses; the job goes on with it, no attempt used.
struct PauseAccount {
  Duration length;
};
/// The account is held; the job goes on with it, no attempt used.
struct HoldAccount {};
/// The token is to be renewed; then the job repeats its call, no attempt used.
struct RenewToken {};
/// There is a newer token already: the job repeats its call, no attempt used.
struct RepeatNow {};

using NextStep = std::variant<Accept, Fail, ReportDoubt, RetryAfter, PauseAccount, HoldAccount, RenewToken, RepeatNow>;

/// What the job has been through before this reply.
struct AttemptState {
  int attempts = 0;             ///< used up before this call
  bool is_probe = false;        ///< this call was a probe: it uses up no attempt, whatever its answer
  bool token_repeated = false;  ///< a call of this job was repeated because of its token once already
  DoubtPolicy policy = DoubtPolicy::report;
  bool token_was_newest = true;  ///< the token of this call is still the newest
  bool token_renewable = false;
  bool account_paused = false;  ///< a pause is under way, begun by another call's answer
};

/// The step, and the attempts used up after it.
struct AttemptPlan {
  NextStep step;
  int attempts = 0;
};

/// Decides. `throttle` is the account's; `jitter` in [0, 1).
[[nodiscard]] AttemptPlan plan_attempt(const Reply& reply, const AttemptState& attempt, const RetrySettings& settings, ThrottleState& throttle,
                                       double jitter);

/// The backoff before the next attempt when `attempts` are used up.
[[nodiscard]] Duration retry_backoff(int attempts, const RetrySettings& settings, double jitter);

}  // namespace iw
