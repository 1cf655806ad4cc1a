#include "worker/engine/dispatcher.hpp"

#include <algorithm>

#include "common/failpoint.hpp"
#include "worker/kind/import_body.hpp"
#include "worker/engine/finish.hpp"

namespace iw {

namespace {

/// Results that wait for a cycle, per call slot: when the log takes none for a while, calls stop before memory grows.
constexpr std::size_t kMaxEndingsPerSlot = 16;
constexpr std::size_t kMaxUnrecordedBytes = 64 * 1024 * 1024;

/// The end that the account has for all of its jobs; one that was answered before keeps its own last answer where the account has none.
JobOutcome refusal_of(EngineState& state, const Job& job) {
  JobOutcome ending = *state.lane(job).refusal;
  if (!ending.answer.errcode) ending.answer = job.last;
  return ending;
}

}  // namespace

void Dispatcher::enqueue(Job& job, bool in_front) {
  if (job.partition->draining) return forget(state_, job);
  job.stage = JobStage::ready;
  if (state_.lane(job).refusal) return finish(state_, job, refusal_of(state_, job));
  state_.lanes.enqueue(job, state_.now.mono, in_front);
  const Lane& lane = state_.lane(job);
  if (lane.gate.state() == AccountGate::State::paused && lane.gate.until() > job.expires) return finish_expired(state_, job);
  if (job.limits_first_call || lane.gate.state() != AccountGate::State::open) state_.timers.arm(job.ref, job.expires);
}

void Dispatcher::wait(Job& job, TimePoint until, WaitReason reason) {
  job.partition->ledger.set_waiting(job.record.offset, job.attempts);
  job.partition->dirty = true;
  if (job.partition->draining) return forget(state_, job);
  if (until > job.expires) return finish_expired(state_, job);
  job.stage = JobStage::waiting;
  job.wait_reason = reason;
  job.until = until;
  state_.timers.arm(job.ref, until);
  if (reason == WaitReason::budget) state_.lane(job).unpaid.push_back(job);
}

void Dispatcher::pump() {
  if (state_.stopping) return;
  // Jobs with a recorded intent and jobs that need none share the slots: who goes first alternates, so that neither starves the other.
  cleared_first_ = !cleared_first_;
  if (cleared_first_) start_cleared();
  serve_lanes();
  if (!cleared_first_) start_cleared();
}

void Dispatcher::serve_lanes() {
  // A lane that can do nothing passes; when all have passed in a row there is nothing to do.
  for (std::size_t passes = 0; passes <= state_.lanes.round();) {
    Lane* lane = state_.lanes.turn();
    if (lane == nullptr) return;
    passes = serve(*lane) ? 0 : passes + 1;
    state_.lanes.pass();
  }
}

bool Dispatcher::serve(Lane& lane) {
  Job& job = lane.ready.front();
  const auto permit = lane.gate.ask(state_.now.mono);
  if (permit == AccountGate::Permit::wait) {
    state_.lanes.gate_changed(job.account, state_.now.mono);
    return false;
  }
  if (expired(job)) {
    finish_expired(state_, job);
    return true;
  }
  const bool reports = job.request.when_in_doubt == DoubtPolicy::report;
  const bool room = reports ? state_.intents_open < 2 * state_.settings.api.max_in_flight : slots_free() && !state_.must_validate;
  if (!room) return false;
  state_.lanes.leave(job);
  if (permit == AccountGate::Permit::probe) {
    job.is_probe = true;
    lane.gate.probe_started();
    state_.lanes.gate_changed(job.account, state_.now.mono);
  }
  reports ? declare_intent(job) : start_call(job);
  return true;
}

void Dispatcher::declare_intent(Job& job) {
  failpoint("before_intent");
  job.stage = JobStage::intent;
  ++state_.intents_open;
  job.partition->ledger.set_started(job.record.offset, job.attempts + (job.is_probe ? 0 : 1));
  job.partition->dirty = true;
  state_.outbox.intents.push_back(call_id_of(job));
}

void Dispatcher::intents_recorded(const std::vector<std::uint64_t>& call_ids, TimePoint begun) {
  if (!call_ids.empty()) failpoint("intent_recorded");
  for (const auto id : call_ids) {
    Job* job = state_.jobs.find(id);
    if (job == nullptr || job->stage != JobStage::intent) continue;
    job->stage = JobStage::cleared;
    job->intent_begun = begun;
    job->fresh_until = begun + state_.freshness();
    state_.cleared.push_back(*job);
  }
}

void Dispatcher::start_cleared() {
  while (!state_.cleared.empty() && slots_free()) {
    Job& job = state_.cleared.front();
    JobQueue::leave(job);
    const bool gate_open = !state_.lane(job).refusal && (job.is_probe || state_.lane(job).gate.ask(state_.now.mono) == AccountGate::Permit::go);
    if (expired(job)) {
      finish_expired(state_, job);
    } else if (!gate_open) {
      take_back(job);
    } else if (job.fresh_until <= state_.now.mono || job.intent_begun < state_.validate_from) {
      --state_.intents_open;
      declare_intent(job);
    } else {
      --state_.intents_open;
      start_call(job);
    }
  }
}

void Dispatcher::take_back(Job& job) {
  --state_.intents_open;
  job.partition->ledger.set_waiting(job.record.offset, job.attempts);
  job.partition->dirty = true;
  enqueue(job, true);
}

void Dispatcher::start_call(Job& job) {
  const bool reports = job.request.when_in_doubt == DoubtPolicy::report;
  if (!reports) job.partition->ledger.set_started(job.record.offset, job.attempts + (job.is_probe ? 0 : 1));
  state_.timers.cancel(job.ref);
  job.stage = JobStage::calling;
  job.call_began = state_.now.mono;
  job.token_version = state_.ports.tokens.version(job.account);
  ++state_.in_flight;
  ++state_.lane(job).in_flight;
  ++job.partition->in_flight;
  body_.clear();
  append_import_body(job.request, body_);
  state_.ports.api.start_call(call_id_of(job), job.account, body_, last_moment_for(job));
}

TimePoint Dispatcher::last_moment_for(const Job& job) const {
  const auto fresh = job.request.when_in_doubt == DoubtPolicy::report ? job.fresh_until : state_.last_tick + state_.freshness();
  return job.limits_first_call ? std::min(fresh, job.expires) : fresh;  // connecting takes time, too
}

void Dispatcher::gate_closed(std::size_t account) {
  Lane& lane = state_.lanes.at(account);
  state_.lanes.gate_changed(account, state_.now.mono);
  const bool end_is_known = lane.gate.state() == AccountGate::State::paused;
  std::vector<JobRef> late;
  lane.ready.for_each([&](Job& job) {
    if (end_is_known && lane.gate.until() > job.expires)
      late.push_back(job.ref);
    else
      state_.timers.arm(job.ref, job.expires);
  });
  for (const JobRef ref : late) finish_expired(state_, state_.jobs.at(ref));
}

void Dispatcher::refuse(std::size_t account, JobOutcome ending) {
  Lane& lane = state_.lanes.at(account);
  lane.refusal = std::move(ending);
  std::vector<JobRef> waiting;
  lane.ready.for_each([&](Job& job) { waiting.push_back(job.ref); });
  for (const JobRef ref : waiting) finish(state_, state_.jobs.at(ref), refusal_of(state_, state_.jobs.at(ref)));
}

std::size_t Dispatcher::appetite() const {
  const auto slots = static_cast<std::size_t>(state_.settings.api.max_in_flight);
  if (state_.stopping || results_pile_up()) return 0;
  return slots > state_.lanes.callable() ? slots - state_.lanes.callable() : 0;
}

bool Dispatcher::slots_free() const {
  const auto slots = state_.settings.api.max_in_flight;
  return state_.in_flight < slots && !results_pile_up();
}

bool Dispatcher::results_pile_up() const {
  const auto slots = static_cast<std::size_t>(state_.settings.api.max_in_flight);
  return state_.outbox.endings.size() > kMaxEndingsPerSlot * slots || state_.unrecorded_bytes > kMaxUnrecordedBytes;
}

bool Dispatcher::expired(const Job& job) const { return state_.now.mono >= job.expires && (job.limits_first_call || job.attempts > 0); }

}  // namespace iw
