#include "worker/engine/job_flow.hpp"

#include <algorithm>
#include <utility>

#include "common/log/log.hpp"
#include "worker/answer/advice.hpp"
#include "worker/engine/finish.hpp"

namespace iw {

namespace {

/// A calendar time as a moment of the steady clock. Requests may name any year: what is further off than ten is cut, since nanoseconds end at 292.
TimePoint moment(const Now& now, WallTime time) {
  constexpr std::chrono::milliseconds kFar = std::chrono::hours{24 * 365 * 10};
  return now.mono + std::clamp<std::chrono::milliseconds>(time - now.wall, -kFar, kFar);
}

std::string order_key_of(const Job& job, OrderBy by) {
  switch (by) {
    case OrderBy::key:
      return job.record.key ? "k" + *job.record.key : std::string{};
    case OrderBy::collection:
      return "c" + job.request.account + '\0' + *job.request.env + '\0' + *job.request.collection_name;
    case OrderBy::none:
      break;
  }
  return {};
}

}  // namespace

void JobFlow::admit(Partition& partition, Record record) {
  const OffsetState recovered = partition.ledger.take(record.offset);
  if (recovered.kind == OffsetKind::done) return;
  Job& job = state_.jobs.add();
  job.partition = &partition;
  job.record = std::move(record);
  job.taken_at = state_.now.mono;
  job.received_at = state_.now.wall;
  job.attempts = recovered.attempts;
  state_.jobs.account_bytes(job, size_of(job.record));
  partition.ledger.set_tag(job.record.offset, job.ref);

  DecodedRequest decoded = decode_request(job.record, state_.decode_rules);
  job.request = std::move(decoded.request);
  if (decoded.rejection) {
    if (state_.settings.order_by == OrderBy::key) (void)join_key(job);
    // What it asked for was good when it was called: its account was removed since.
    if (recovered.kind == OffsetKind::started && job.request.when_in_doubt == DoubtPolicy::report) return doubt(job);
    return finish(state_, job, {Outcome::failed, Reason::invalid_request, std::move(*decoded.rejection), {}, {}});
  }
  job.account = *state_.lanes.find(job.request.account);
  begin(job, recovered);
}

void JobFlow::begin(Job& job, OffsetState recovered) {
  job.limits_first_call = job.request.deadline.has_value();
  job.expires = job.limits_first_call ? moment(state_.now, *job.request.deadline) : job.taken_at + state_.settings.retry.deadline;
  const bool heads_key = join_key(job);
  const bool was_started = recovered.kind == OffsetKind::started;
  if (was_started && job.request.when_in_doubt == DoubtPolicy::report) {
    return doubt(job);
  }
  if (job.limits_first_call && job.expires <= state_.now.mono) return finish_expired(state_, job);

  if (!heads_key) {
    if (job.limits_first_call) state_.timers.arm(job.ref, job.expires);
    return;
  }
  go_on(job);
}

void JobFlow::doubt(Job& job) {
  // A static member's name is taken over at once, whether its former owner is dead or only fenced: one that lives may call on an intent that it
  // recorded a moment ago. Without static membership a whole session lies between the two, longer than any permission.
  const auto certain = job.partition->owned_from + state_.freshness();
  if (!state_.settings.kafka.static_membership || certain <= state_.now.mono) {
    log_warn("a call was under way when its worker ended, its answer is lost",
             {{"partition", job.partition->id}, {"offset", job.record.offset}, {"request_id", job.request.request_id}});
    return finish(state_, job, {Outcome::in_doubt, Reason::answer_lost, describe_doubt_after_restart(), {}, {}});
  }
  if (job.stage == JobStage::ordered) {
    // It heads no key: `ordering` was switched on since its call. Nobody waits for it then.
    job.partition->order.remove(job.order_key, job.ref);
    job.order_key.clear();
  }
  job.stage = JobStage::doubtful;
  job.until = certain;
  state_.timers.arm(job.ref, certain);
}

bool JobFlow::join_key(Job& job) {
  // Also a job that ends at once joins its key: the next one waits until its terminal event has committed.
  job.order_key = order_key_of(job, state_.settings.order_by);
  const bool heads = job.order_key.empty() || job.partition->order.enter(job.order_key, job.ref);
  if (!heads) job.stage = JobStage::ordered;
  return heads;
}

void JobFlow::resume_key(Partition& partition, const std::string& key) {
  // The jobs behind it are forgotten already, for the partition's next owner.
  if (partition.draining) return;
  const auto next = partition.order.leave(key);
  if (!next) return;
  Job& job = state_.jobs.at(*next);
  job.stage = JobStage::ready;  // it heads its key now, also when it ends at once
  go_on(job);
}

void JobFlow::go_on(Job& job) {
  if (job.attempts > 0) {
    // Calls were made for it before a restart, or by an earlier owner: the wait before the next one starts anew, since nobody knows when the last one
    // was.
    if (job.attempts >= state_.settings.retry.attempts) return finish(state_, job, exhausted_before_restart(job.attempts));
    return dispatcher_.wait(job, state_.now.mono + retry_backoff(job.attempts, state_.settings.retry, state_.jitter()), WaitReason::retry);
  }
  if (job.request.not_before && *job.request.not_before > state_.now.wall) {
    return dispatcher_.wait(job, moment(state_.now, *job.request.not_before), WaitReason::not_before);
  }
  dispatcher_.enqueue(job);
}

void JobFlow::on_timer(Job& job) {
  if (job.stage == JobStage::doubtful) return doubt(job);
  if (state_.now.mono >= job.expires) return finish_expired(state_, job);
  if (job.stage != JobStage::waiting) return state_.timers.arm(job.ref, job.expires);
  if (job.wait_reason == WaitReason::not_before) return go_on(job);
  JobQueue::leave(job);
  RetryBudget& budget = state_.lane(job).budget;
  if (!budget.try_take(state_.now.mono)) return dispatcher_.wait(job, budget.when_next(state_.now.mono), WaitReason::budget);
  ++state_.counters.retries;
  dispatcher_.enqueue(job);
}

}  // namespace iw
