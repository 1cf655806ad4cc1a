#include "worker/engine/answers.hpp"

#include <utility>

#include "common/log/log.hpp"
#include "common/overloaded.hpp"
#include "worker/answer/advice.hpp"

namespace iw {

void Answers::on_call_end(CallId call, const HttpResult& result) {
  Job* job = owners_.life.end_call(call);
  if (job == nullptr) {
    ++owners_.counters.dropped_answers;  // its partition is another's by now
    return;
  }
  if (result.phase == HttpPhase::stale) return not_begun(*job);
  if (result.phase == HttpPhase::wanting) return not_possible(*job, result.error);
  const auto& answered = std::get<stage::Answered>(job->stage());
  owners_.counters.call_seconds.observe(std::chrono::duration<double>(owners_.now.mono - answered.call_began).count());
  judge(*job, job->kind->read(result, owners_.ports.tokens.secrets(job->account), owners_.now), answered.token_version);
}

void Answers::not_begun(Job& job) {
  // The right to call had run out, or was withdrawn, when the connection was ready: nothing went out. It is asked for anew.
  ++owners_.counters.calls["stale"];
  if (owners_.right.stands_still(owners_.now.mono)) owners_.revoke_right();  // tick() has not seen it yet
  steps_.call_again(job);
}

void Answers::not_possible(Job& job, std::string_view why) {
  // It says nothing of the API, and nothing of the request: no attempt, no backoff of its own, no trouble of its account.
  ++owners_.counters.calls["local"];
  owners_.calls.narrow(owners_.now.mono);
  if (const auto unsaid = wants_.met("", owners_.now.mono))
    log_warn("this machine has no room for more calls, fewer are made at once; raise its limits (ulimit -n, local ports, memory) or lower api.max_in_flight",
             {{"why", why}, {"in_flight", owners_.calls.under_way()}, {"max", owners_.calls.slots()}, {"times_unsaid", *unsaid}});
  steps_.call_again(job);
}

void Answers::judge(Job& job, const Reply& reply, std::uint64_t token_version) {
  count(reply);
  Account& account = owners_.account_of(job);
  // An answer in doubt that will be retried is as bad as a transient one.
  const bool bad = reply.error_class == ErrorClass::transient || (reply.error_class == ErrorClass::in_doubt && !job.reports_doubt());
  if (reply.answered && !bad) refund(account);
  watch_breaker(account, reply);
  if (reply.answered) job.last = reply.answer;
  const auto& tokens = owners_.ports.tokens;
  const AttemptState attempt{job.attempts,
                             std::get<stage::Answered>(job.stage()).permit.is_probe(),
                             job.token_repeated,
                             job.terms.when_in_doubt,
                             tokens.version(job.account) == token_version,
                             tokens.renewable(job.account),
                             account.paused(owners_.now.mono)};
  const AttemptPlan plan = plan_attempt(reply, attempt, owners_.settings.retry, account.throttle(), owners_.chance.jitter());
  job.attempts = plan.attempts;
  return_permit(job, reply);
  follow(job, reply, plan.step, token_version);
}

void Answers::watch_breaker(Account& account, const Reply& reply) {
  // A lost answer counts like a bad one, also where it ends its job: an API that hangs must not put a whole backlog in doubt.
  const bool failed = !reply.answered || reply.error_class == ErrorClass::transient || reply.error_class == ErrorClass::in_doubt;
  if (!failed) {
    if (account.heard(owners_.now.mono)) log_info("account goes on", {{"account", account.name()}});
    return;
  }
  const BreakerSettings& breaker = owners_.settings.breaker;
  if (account.failed({reply.answer, describe_break(reply, account.name(), breaker.failures, breaker.probe)}, owners_.now.mono)) closed(account, true);
}

void Answers::count(const Reply& reply) {
  ++owners_.counters.calls[std::string{reply.known ? name_of(reply.error_class) : "unknown"}];
}

void Answers::refund(Account& account) {
  account.budget().give_back(owners_.now.mono);
  // Their timers know only the tokens that come by themselves: after a storm, a backlog would go on at the pace of ten a minute.
  for (int tokens = 0; tokens < RetryBudget::kGivenBack && !account.unpaid().empty(); ++tokens) {
    Job& job = owners_.jobs.at(account.unpaid().front());
    JobQueue::leave(job);
    owners_.life.wake(job);
  }
}

void Answers::return_permit(Job& job, const Reply& reply) {
  // An answer that says nothing about the account's trouble proves nothing; any other one shows that the account is heard again.
  // When it is the trouble itself, the step that follows holds the account anew.
  const bool says_nothing = !reply.answered || reply.error_class == ErrorClass::transient || reply.error_class == ErrorClass::in_doubt;
  const bool still_trouble =
      reply.error_class == ErrorClass::token || (reply.error_class == ErrorClass::operator_ && owners_.settings.retry.hold_operator);
  Account& account = owners_.account_of(job);
  const bool ended =
      account.give_back(owners_.life.take_permit(job), !says_nothing && !still_trouble, owners_.now.mono, owners_.chance.jitter());
  if (ended) opened(account);
}

void Answers::follow(Job& job, const Reply& reply, const NextStep& step, std::uint64_t token_version) {
  const auto now = owners_.now.mono;
  std::visit(Overloaded{
                 [&](const Accept&) { end(job, reply, Outcome::accepted, Reason::ok); },
                 [&](const Fail& fail) { end(job, reply, Outcome::failed, fail.reason); },
                 [&](const ReportDoubt&) { end(job, reply, Outcome::in_doubt, Reason::answer_lost); },
                 [&](const RetryAfter& retry) { steps_.wait(job, now + retry.backoff, WaitReason::retry); },
                 [&](const PauseAccount& order) { pause(job, reply, order.length); },
                 [&](const HoldAccount&) { hold(job, reply, token_version); },
                 [&](const RenewToken&) { renew_token(job, reply, token_version); },
                 [&](const RepeatNow&) {
                   job.token_repeated = true;
                   steps_.call_again(job);
                 },
             },
             step);
}

void Answers::end(Job& job, const Reply& reply, Outcome outcome, Reason reason) {
  JobOutcome ended{outcome, reason, describe_end(reason, reply, owners_.account_of(job).name(), job.attempts), reply.job_id, job.last};
  if (outcome != Outcome::accepted)
    log_info("job ended", {{"partition", job.origin.partition},
                           {"offset", job.origin.offset},
                           {"request_id", job.terms.subject},
                           {"reason", name_of(reason)},
                           {"attempts", job.attempts}});
  steps_.finish(job, std::move(ended));
}

void Answers::pause(Job& job, const Reply& reply, Duration length) {
  Account& account = owners_.account_of(job);
  const auto now = owners_.now.mono;
  const bool news = account.pause(now + length, {reply.answer, describe_trouble(reply, account.name())}, now);
  steps_.call_again(job);
  closed(account, news);
}

void Answers::hold(Job& job, const Reply& reply, std::uint64_t token_version) {
  Account& account = owners_.account_of(job);
  account.renewal().refused(token_version, reply.answer);
  const bool news = account.hold({reply.answer, describe_trouble(reply, account.name())}, owners_.now.mono, owners_.chance.jitter());
  steps_.call_again(job);
  closed(account, news);
}

void Answers::renew_token(Job& job, const Reply& reply, std::uint64_t token_version) {
  Account& account = owners_.account_of(job);
  account.renewal().refused(token_version, reply.answer);
  if (account.renewal().too_soon(owners_.now.mono)) {
    // It was renewed a moment ago, and is refused again.
    if (owners_.settings.retry.hold_token) return hold(job, reply, token_version);
    return end(job, reply, Outcome::failed, Reason::unauthorized);
  }
  job.token_repeated = true;
  const auto index = account.index();
  const bool drains = job.partition->draining();
  steps_.await_renewal(job);
  if (drains || !account.renewal().begin(owners_.now.mono)) return;
  log_info("token refused, renewing it", {{"account", account.name()}, {"errcode", reply.answer.errcode.value_or(0)}});
  owners_.ports.tokens.renew(index);
}

void Answers::closed(Account& account, bool news) {
  const Closer* closer = account.closed_by(owners_.now.mono);
  if (news && closer != nullptr)
    log_warn("account waits", {{"account", account.name()}, {"state", closer->state()}, {"why", closer->trouble().why}});
  steps_.account_closed(account);
}

void Answers::opened(Account& account) {
  log_info("account goes on", {{"account", account.name()}});
  account.accept();
}

void Answers::start_anew(Account& account) {
  account.start_anew(owners_.now.mono);
  if (owners_.ports.tokens.version(account.index()) == 0) (void)account.hold_without_probes({}, owners_.now.mono);
}

void Answers::on_token_renewed(Account& account) {
  const bool is_new = account.renewal().is_news(owners_.ports.tokens.version(account.index()));
  if (is_new && account.held(owners_.now.mono)) {
    account.end_hold(owners_.now.mono);
    opened(account);
  }
  end_renewal(account, is_new, {account.renewal().refusal(), describe_same_token(account.name())});
}

void Answers::on_token_trouble(Account& account, std::optional<std::int64_t> errcode, std::string message) {
  Trouble trouble{account.renewal().refusal(), message};
  if (owners_.ports.tokens.version(account.index()) == 0) {
    trouble.answer = {errcode, {}, {}};
    closed(account, account.hold_without_probes(trouble, owners_.now.mono));
    if (const auto reason = fails_jobs(errcode)) steps_.refuse(account, {Outcome::failed, *reason, std::move(message), {}, trouble.answer});
  } else {
    log_warn("no new token can be had, the present one stays in use", {{"account", account.name()}, {"why", message}});
  }
  end_renewal(account, false, std::move(trouble));
}

std::optional<Reason> Answers::fails_jobs(std::optional<std::int64_t> errcode) const {
  if (!errcode) return std::nullopt;
  const RetrySettings& retry = owners_.settings.retry;
  const auto* row = owners_.errors.find(*errcode);
  const auto error_class = row == nullptr ? ErrorClass::permanent : row->error_class;
  if (error_class == ErrorClass::token && !retry.hold_token) return Reason::unauthorized;
  const bool needs_person = error_class == ErrorClass::operator_ || error_class == ErrorClass::permanent;
  return needs_person && !retry.hold_operator ? std::optional{Reason::operator_} : std::nullopt;
}

void Answers::end_renewal(Account& account, bool is_new, Trouble trouble) {
  if (!account.renewal().end()) return;
  if (!is_new && owners_.settings.retry.hold_token)
    closed(account, account.hold(std::move(trouble), owners_.now.mono, owners_.chance.jitter()));
  // Without `token` in retry.hold they call once more, and the next refusal ends them as unauthorized.
  release_renewing(account);
}

void Answers::give_renewal_up(Account& account) {
  (void)account.renewal().end();
  release_renewing(account);
}

void Answers::release_renewing(Account& account) {
  while (!account.renewing().empty()) steps_.want_call(owners_.jobs.at(account.renewing().front()), true);
}

}  // namespace iw
