// What follows from each class of answer, for both policies, for probes too, and how attempts are counted (contract, sections 2 and 4).
#include "worker/answer/attempt_plan.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace iw {
namespace {

using namespace std::chrono_literals;
using enum ErrorClass;

Reply reply_of(ErrorClass error_class, bool was_answered = true) {
  Reply reply{.error_class = error_class, .answered = was_answered};
  if (error_class == accepted) reply.job_id = 1;
  return reply;
}

/// The step as a word, so that tables can be written.
std::string word_of(const NextStep& step) {
  struct Words {
    std::string operator()(const Accept&) const { return "accept"; }
    std::string operator()(const Fail& fail) const { return "fail " + std::to_string(static_cast<int>(fail.reason)); }
    std::string operator()(const ReportDoubt&) const { return "report"; }
    std::string operator()(const RetryAfter&) const { return "retry"; }
    std::string operator()(const PauseAccount&) const { return "pause"; }
    std::string operator()(const HoldAccount&) const { return "hold"; }
    std::string operator()(const RenewToken&) const { return "renew"; }
    std::string operator()(const RepeatNow&) const { return "repeat"; }
  };
  return std::visit(Words{}, step);
}

std::string fail(Reason reason) { return "fail " + std::to_string(static_cast<int>(reason)); }

AttemptPlan plan(const Reply& reply, const AttemptState& attempt, const RetrySettings& settings = {}) {
  ThrottleState throttle;
  return plan_attempt(reply, attempt, settings, throttle, 0.5);
}

struct Row {
  ErrorClass error_class;
  bool was_answered;
  DoubtPolicy policy;
  std::string step;
  int used;  ///< attempts that this call adds
};

const std::vector<Row>& rows() {
  using enum DoubtPolicy;
  static const std::vector<Row> all{{accepted, true, report, "accept", 1},
                                    {accepted, true, resubmit, "accept", 1},
                                    {transient, true, report, "retry", 1},
                                    {transient, true, resubmit, "retry", 1},
                                    {transient, false, report, "retry", 1},
                                    {transient, false, resubmit, "retry", 1},
                                    {in_doubt, true, report, "report", 1},
                                    {in_doubt, false, report, "report", 1},
                                    {in_doubt, true, resubmit, "retry", 1},
                                    {in_doubt, false, resubmit, "retry", 1},
                                    {permanent, true, report, fail(Reason::rejected), 1},
                                    {permanent, true, resubmit, fail(Reason::rejected), 1},
                                    {operator_, true, report, fail(Reason::operator_), 1},
                                    {operator_, true, resubmit, fail(Reason::operator_), 1},
                                    {throttled, true, report, "pause", 0},
                                    {throttled, true, resubmit, "pause", 0},
                                    {quota, true, report, "pause", 0},
                                    {quota, true, resubmit, "pause", 0},
                                    {token, true, report, "hold", 0},
                                    {token, true, resubmit, "hold", 0}};
  return all;
}

TEST(AttemptPlan, EveryClassUnderEveryPolicy) {
  for (const Row& row : rows()) {
    for (const int before : {0, 1, 5}) {
      const auto made = plan(reply_of(row.error_class, row.was_answered), {.attempts = before, .policy = row.policy});
      EXPECT_EQ(word_of(made.step), row.step) << name_of(row.error_class) << " policy " << static_cast<int>(row.policy);
      EXPECT_EQ(made.attempts, before + row.used) << name_of(row.error_class);
    }
  }
}

TEST(AttemptPlan, ProbeUsesUpNoAttemptAndAFinalAnswerEndsItsJobAllTheSame) {
  for (const Row& row : rows()) {
    for (const int before : {0, 3, 7}) {
      const auto made = plan(reply_of(row.error_class, row.was_answered), {.attempts = before, .is_probe = true, .policy = row.policy});
      EXPECT_EQ(word_of(made.step), row.step) << name_of(row.error_class) << " policy " << static_cast<int>(row.policy);
      EXPECT_EQ(made.attempts, before) << name_of(row.error_class);
    }
  }
}

TEST(AttemptPlan, LastAttemptExhaustsOnTransientAndOnLostAnswersWithResubmit) {
  RetrySettings settings;
  settings.attempts = 8;
  for (const auto error_class : {transient, in_doubt}) {
    const auto seventh = plan(reply_of(error_class), {.attempts = 6, .policy = DoubtPolicy::resubmit}, settings);
    EXPECT_EQ(word_of(seventh.step), "retry");
    EXPECT_EQ(seventh.attempts, 7);
    const auto eighth = plan(reply_of(error_class), {.attempts = 7, .policy = DoubtPolicy::resubmit}, settings);
    EXPECT_EQ(word_of(eighth.step), fail(Reason::exhausted));
    EXPECT_EQ(eighth.attempts, 8);
  }
}

TEST(AttemptPlan, OneAttemptMeansNoRetry) {
  RetrySettings settings;
  settings.attempts = 1;
  EXPECT_EQ(word_of(plan(reply_of(transient), {}, settings).step), fail(Reason::exhausted));
  EXPECT_EQ(word_of(plan(reply_of(accepted), {}, settings).step), "accept");
}

TEST(AttemptPlan, LastAttemptThatIsThrottledOrRefusedForItsTokenIsNotUsedUp) {
  for (const auto error_class : {throttled, quota, token}) {
    const auto made = plan(reply_of(error_class), {.attempts = 7});
    EXPECT_EQ(made.attempts, 7);
    EXPECT_NE(word_of(made.step), fail(Reason::exhausted));
  }
}

TEST(AttemptPlan, BackoffFollowsTheAttemptsUsedUp) {
  const RetrySettings settings{.initial = 1s, .max = 60s, .multiplier = 2, .attempts = 100};
  const auto wait = [&](int before, double jitter) {
    ThrottleState throttle;
    return std::get<RetryAfter>(plan_attempt(reply_of(transient), {.attempts = before}, settings, throttle, jitter).step).backoff;
  };
  const std::vector<std::pair<int, std::chrono::seconds>> caps{{0, 1s}, {1, 2s}, {2, 4s}, {5, 32s}, {6, 60s}, {50, 60s}};
  for (const auto& [before, cap] : caps) {
    EXPECT_EQ(wait(before, 0), Duration{cap} / 2) << before;
    EXPECT_LE(wait(before, 0.999999), cap) << before;
    EXPECT_GT(wait(before, 0.999), Duration{cap} * 99 / 100) << before;
  }
}

TEST(AttemptPlan, TokenThatIsTheNewestAndRenewableIsRenewedOnce) {
  const auto first = plan(reply_of(token), {.attempts = 2, .token_renewable = true});
  EXPECT_EQ(word_of(first.step), "renew");
  EXPECT_EQ(first.attempts, 2);
  EXPECT_EQ(word_of(plan(reply_of(token), {.token_repeated = true, .token_renewable = true}).step), "hold") << "refused again";
  EXPECT_EQ(word_of(plan(reply_of(token), {.token_renewable = false}).step), "hold") << "nothing to renew";
}

TEST(AttemptPlan, RefusalOfAnOldTokenRepeatsWithTheNewOne) {
  for (const bool renewable : {false, true}) {
    const auto made = plan(reply_of(token), {.attempts = 3, .token_was_newest = false, .token_renewable = renewable});
    EXPECT_EQ(word_of(made.step), "repeat");
    EXPECT_EQ(made.attempts, 3);
  }
}

TEST(AttemptPlan, WithoutTokenInHoldARefusedOneFailsAsUnauthorized) {
  RetrySettings settings;
  settings.hold_token = false;
  EXPECT_EQ(word_of(plan(reply_of(token), {.token_renewable = true}, settings).step), "renew") << "the renewal comes first";
  for (const bool repeated : {false, true}) {
    const auto made = plan(reply_of(token), {.attempts = 4, .token_repeated = repeated, .token_renewable = repeated}, settings);
    EXPECT_EQ(word_of(made.step), fail(Reason::unauthorized));
    EXPECT_EQ(made.attempts, 4) << "token refusals are not counted";
  }
}

TEST(AttemptPlan, OperatorListedInHoldHoldsAndUsesUpNoAttempt) {
  RetrySettings settings;
  settings.hold_operator = true;
  const auto made = plan(reply_of(operator_), {.attempts = 3}, settings);
  EXPECT_EQ(word_of(made.step), "hold");
  EXPECT_EQ(made.attempts, 3);
}

RC_GTEST_PROP(AttemptPlanProperty, AttemptsNeverPassTheLimitAndRiseByOneAtMost, ()) {
  RetrySettings settings;
  settings.attempts = *rc::gen::inRange(1, 20);
  settings.hold_token = *rc::gen::arbitrary<bool>();
  settings.hold_operator = *rc::gen::arbitrary<bool>();
  ThrottleState throttle;
  int attempts = 0;
  for (int call = 0; call < 200; ++call) {
    const auto error_class = *rc::gen::element(transient, throttled, quota, token, operator_, in_doubt);
    const AttemptState state{attempts,
                             *rc::gen::arbitrary<bool>(),
                             *rc::gen::arbitrary<bool>(),
                             *rc::gen::element(DoubtPolicy::report, DoubtPolicy::resubmit),
                             *rc::gen::arbitrary<bool>(),
                             *rc::gen::arbitrary<bool>()};
    const auto made = plan_attempt(reply_of(error_class), state, settings, throttle, 0.25);
    RC_ASSERT(made.attempts >= attempts);
    RC_ASSERT(made.attempts <= attempts + (state.is_probe ? 0 : 1));
    RC_ASSERT(made.attempts <= settings.attempts);
    if (std::holds_alternative<Fail>(made.step) || std::holds_alternative<ReportDoubt>(made.step)) return;
    RC_ASSERT(made.attempts < settings.attempts);
    attempts = made.attempts;
  }
}

}  // namespace
}  // namespace iw
