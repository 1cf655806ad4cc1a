#include "worker/engine/answer_flow.hpp"

#include <utility>
#include <vector>

#include "common/log/log.hpp"
#include "common/overloaded.hpp"
#include "worker/answer/advice.hpp"
#include "worker/engine/finish.hpp"
#include "worker/publish/result_event.hpp"

namespace iw {

namespace {

/// After refusals, at most one renewal in this time (contract, section 4, class token).
constexpr std::chrono::seconds kRenewalSpacing{5};

}  // namespace

void AnswerFlow::on_call_end(Job& job, const HttpResult& result) {
  --state_.lane(job).in_flight;
  --job.partition->in_flight;
  job.stage = JobStage::ready;
  if (result.phase == HttpPhase::stale) return not_begun(job);
  state_.counters.call_seconds.observe(std::chrono::duration<double>(state_.now.mono - job.call_began).count());
  judge(job, read_reply(result, state_.errors, state_.ports.tokens.secrets(job.account), state_.now));
}

void AnswerFlow::not_begun(Job& job) {
  // The permission to call had run out, or was withdrawn, when the connection was ready: nothing went out. It is asked for anew.
  ++state_.counters.calls["stale"];
  if (state_.now.mono - state_.last_tick > state_.freshness()) state_.demand_validation();  // a standstill that tick() has not seen yet
  if (std::exchange(job.is_probe, false)) {
    state_.lane(job).gate.probe_failed(state_.now.mono, state_.jitter());
    state_.lanes.gate_changed(job.account, state_.now.mono);
  }
  call_again(job);
}

void AnswerFlow::judge(Job& job, const Reply& reply) {
  ++state_.counters.calls[std::string{reply.known ? name_of(reply.error_class) : "unknown"}];
  // An answer in doubt that will be retried is as bad as a transient one.
  const bool bad =
      reply.error_class == ErrorClass::transient || (reply.error_class == ErrorClass::in_doubt && job.request.when_in_doubt == DoubtPolicy::resubmit);
  if (reply.answered && !bad) give_back(state_.lane(job));
  if (reply.answered) job.last = reply.answer;

  const auto& tokens = state_.ports.tokens;
  const AttemptState attempt{job.attempts,
                             job.is_probe,
                             job.token_repeated,
                             job.request.when_in_doubt,
                             tokens.version(job.account) == job.token_version,
                             tokens.renewable(job.account),
                             state_.lane(job).gate.state() == AccountGate::State::paused && state_.lane(job).gate.closed(state_.now.mono)};
  const AttemptPlan plan = plan_attempt(reply, attempt, state_.settings.retry, state_.lane(job).throttle, state_.jitter());
  job.attempts = plan.attempts;
  settle_probe(job, reply);
  follow(job, reply, plan.step);
}

void AnswerFlow::give_back(Lane& lane) {
  lane.budget.give_back(state_.now.mono);
  // Their timers know only the tokens that come by themselves: after a storm, a backlog would go on at the pace of ten a minute.
  for (int tokens = 0; tokens < RetryBudget::kGivenBack && !lane.unpaid.empty(); ++tokens) {
    Job& job = lane.unpaid.front();
    JobQueue::leave(job);
    state_.timers.arm(job.ref, state_.now.mono);
  }
}

void AnswerFlow::settle_probe(Job& job, const Reply& reply) {
  if (!std::exchange(job.is_probe, false)) return;
  Lane& lane = state_.lane(job);
  // An answer that says nothing about the account's trouble proves nothing; any other one shows that the account is heard again.
  // When it is the trouble itself, the step that follows closes the gate anew.
  const bool says_nothing = !reply.answered || reply.error_class == ErrorClass::transient || reply.error_class == ErrorClass::in_doubt;
  const bool still_trouble =
      reply.error_class == ErrorClass::token || (reply.error_class == ErrorClass::operator_ && state_.settings.retry.hold_operator);
  if (says_nothing || still_trouble)
    lane.gate.probe_failed(state_.now.mono, state_.jitter());
  else
    return open_gate(job.account);
  state_.lanes.gate_changed(job.account, state_.now.mono);
}

void AnswerFlow::follow(Job& job, const Reply& reply, const NextStep& step) {
  std::visit(Overloaded{
                 [&](const Accept&) { end(job, reply, Outcome::accepted, Reason::ok); },
                 [&](const Fail& fail) { end(job, reply, Outcome::failed, fail.reason); },
                 [&](const ReportDoubt&) { end(job, reply, Outcome::in_doubt, Reason::answer_lost); },
                 [&](const RetryAfter& retry) { dispatcher_.wait(job, state_.now.mono + retry.backoff, WaitReason::retry); },
                 [&](const PauseAccount& pause) {
                   Lane& lane = state_.lane(job);
                   lane.gate.pause(state_.now.mono + pause.length);
                   const auto account = job.account;
                   call_again(job);
                   close_gate(account, reply.answer, describe_trouble(reply, lane.name));
                 },
                 [&](const HoldAccount&) { hold(job, reply); },
                 [&](const RenewToken&) { renew_token(job, reply); },
                 [&](const RepeatNow&) {
                   job.token_repeated = true;
                   call_again(job);
                 },
             },
             step);
}

void AnswerFlow::end(Job& job, const Reply& reply, Outcome outcome, Reason reason) {
  JobOutcome ended{outcome, reason, describe_end(reason, reply, state_.lane(job).name, job.attempts), reply.job_id, job.last};
  if (outcome != Outcome::accepted)
    log_info("job ended", {{"partition", job.partition->id},
                           {"offset", job.record.offset},
                           {"request_id", job.request.request_id},
                           {"reason", name_of(reason)},
                           {"attempts", job.attempts}});
  finish(state_, job, std::move(ended));
}

void AnswerFlow::call_again(Job& job) {
  job.partition->ledger.set_waiting(job.record.offset, job.attempts);
  job.partition->dirty = true;
  dispatcher_.enqueue(job, true);
}

void AnswerFlow::renew_token(Job& job, const Reply& reply) {
  Lane& lane = state_.lane(job);
  lane.refused_version = job.token_version;
  if (!lane.renewing && state_.now.mono - lane.last_renewal < kRenewalSpacing) {
    // It was renewed a moment ago, and is refused again.
    if (state_.settings.retry.hold_token) return hold(job, reply);
    return end(job, reply, Outcome::failed, Reason::unauthorized);
  }
  job.token_repeated = true;
  job.partition->ledger.set_waiting(job.record.offset, job.attempts);
  job.partition->dirty = true;
  lane.trouble = reply.answer;
  if (job.partition->draining) return forget(state_, job);
  job.stage = JobStage::renewing;
  lane.renewing_jobs.push_back(job);
  state_.timers.arm(job.ref, job.expires);
  if (std::exchange(lane.renewing, true)) return;
  lane.last_renewal = state_.now.mono;
  log_info("token refused, renewing it", {{"account", lane.name}, {"errcode", reply.answer.errcode.value_or(0)}});
  state_.ports.tokens.renew(job.account);
}

void AnswerFlow::hold(Job& job, const Reply& reply) {
  Lane& lane = state_.lane(job);
  const auto account = job.account;
  lane.refused_version = job.token_version;
  lane.gate.hold(state_.now.mono, state_.jitter());
  call_again(job);
  close_gate(account, reply.answer, describe_trouble(reply, lane.name));
}

void AnswerFlow::close_gate(std::size_t account, const LastAnswer& trouble, std::string why) {
  Lane& lane = state_.lanes.at(account);
  if (lane.why != why) log_warn("account waits", {{"account", lane.name}, {"state", name_of(lane.gate.state())}, {"why", why}});
  lane.trouble = trouble;
  lane.why = std::move(why);
  dispatcher_.gate_closed(account);
}

void AnswerFlow::open_gate(std::size_t account) {
  Lane& lane = state_.lanes.at(account);
  log_info("account goes on", {{"account", lane.name}});
  lane.gate.open();
  lane.why.clear();
  dispatcher_.allow(account);
  state_.lanes.gate_changed(account, state_.now.mono);
}

void AnswerFlow::start_anew(std::size_t account) {
  Lane& lane = state_.lanes.at(account);
  lane.gate.open();
  lane.why.clear();
  dispatcher_.allow(account);
  if (state_.ports.tokens.version(account) == 0) lane.gate.hold_without_probes();
  state_.lanes.gate_changed(account, state_.now.mono);
}

void AnswerFlow::on_token_renewed(std::size_t account) {
  const auto version = state_.ports.tokens.version(account);
  const Lane& lane = state_.lanes.at(account);
  const bool is_new = version != 0 && version != lane.refused_version;
  if (is_new && lane.gate.state() == AccountGate::State::held) open_gate(account);
  end_renewal(account, is_new, describe_same_token(lane.name));
}

void AnswerFlow::on_token_trouble(std::size_t account, std::optional<std::int64_t> errcode, std::string message) {
  Lane& lane = state_.lanes.at(account);
  if (state_.ports.tokens.version(account) == 0) {
    lane.gate.hold_without_probes();
    close_gate(account, {errcode, {}, {}}, message);
    if (const auto reason = fails_jobs(errcode)) dispatcher_.refuse(account, {Outcome::failed, *reason, message, {}, {errcode, {}, {}}});
  } else {
    log_warn("no new token can be had, the present one stays in use", {{"account", lane.name}, {"why", message}});
  }
  end_renewal(account, false, std::move(message));
}

std::optional<Reason> AnswerFlow::fails_jobs(std::optional<std::int64_t> errcode) const {
  if (!errcode) return std::nullopt;
  const auto* row = state_.errors.find(*errcode);
  const auto error_class = row == nullptr ? ErrorClass::permanent : row->error_class;
  if (error_class == ErrorClass::token && !state_.settings.retry.hold_token) return Reason::unauthorized;
  const bool needs_person = error_class == ErrorClass::operator_ || error_class == ErrorClass::permanent;
  return needs_person && !state_.settings.retry.hold_operator ? std::optional{Reason::operator_} : std::nullopt;
}

void AnswerFlow::end_renewal(std::size_t account, bool is_new, std::string why) {
  Lane& lane = state_.lanes.at(account);
  if (!std::exchange(lane.renewing, false)) return;
  if (!is_new && state_.settings.retry.hold_token) {
    lane.gate.hold(state_.now.mono, state_.jitter());
    close_gate(account, lane.trouble, std::move(why));
  }
  // Without `token` in retry.hold they call once more, and the next refusal ends them as unauthorized.
  release_renewing(lane);
}

void AnswerFlow::give_renewal_up(std::size_t account) {
  Lane& lane = state_.lanes.at(account);
  lane.renewing = false;
  release_renewing(lane);
}

void AnswerFlow::release_renewing(Lane& lane) {
  while (!lane.renewing_jobs.empty()) {
    Job& job = lane.renewing_jobs.front();
    JobQueue::leave(job);
    dispatcher_.enqueue(job, true);
  }
}

}  // namespace iw
