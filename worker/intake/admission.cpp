#include "worker/intake/admission.hpp"

#include <algorithm>
#include <utility>

#include "common/log/log.hpp"
#include "worker/answer/advice.hpp"

namespace iw {

namespace {

/// A calendar time as a moment of the steady clock. Requests may name any year, and nanoseconds end at 292: what is further off than ten is cut. So two
/// times are compared as what they are, before they are cut.
TimePoint moment(const Now& now, WallTime time) {
  constexpr std::chrono::milliseconds kFar = std::chrono::hours{24 * 365 * 10};
  return now.mono + std::clamp<std::chrono::milliseconds>(time - now.wall, -kFar, kFar);
}

/// Its first call would be too late: that is known at once, however far off both times are.
bool never_in_time(const Terms& terms) { return terms.not_before && terms.deadline && *terms.not_before >= *terms.deadline; }

}  // namespace

void Admission::admit(Partition& partition, Record record) {
  auto [known, receipt] = partition.track(record.offset);
  if (!receipt.valid()) return;
  Job& job = owners_.jobs.add(std::move(record), partition);
  fill(job, partition, std::move(receipt), known.attempts);
  const bool was_started = known.kind == OffsetKind::started;
  Opened opened = job.kind->open(job.record);
  job.payload = std::move(opened.payload);
  job.terms = job.kind->terms(job.payload);
  if (opened.rejection) {
    // Also a job that ends at once joins its key: the next one waits until its terminal event has committed. Without a payload there is no collection.
    if (owners_.settings.order_by == OrderBy::key) (void)join_key(job);
    // What it asked for was good when it was called: its account was removed since.
    if (was_started && job.reports_doubt()) return doubt(job);
    return steps_.finish(job, {Outcome::failed, Reason::invalid_request, std::move(*opened.rejection), {}, {}});
  }
  job.account = *owners_.accounts.find(job.terms.account);
  begin(job, was_started);
}

void Admission::fill(Job& job, Partition& partition, Receipt receipt, int attempts) {
  job.kind = &owners_.kind_of(partition.id().topic);
  job.origin = {owners_.settings.kafka.topics.requests, partition.id().number, job.record.offset, job.record.timestamp, owners_.now.wall};
  job.receipt = std::move(receipt);
  job.attempts = attempts;
  job.taken_at = owners_.now.mono;
  partition.name_worker(job.receipt, job.ref);
  owners_.life.begin(job);
}

void Admission::begin(Job& job, bool was_started) {
  const auto now = owners_.now;
  job.limits_first_call = job.terms.deadline.has_value();
  job.expires = job.limits_first_call ? moment(now, *job.terms.deadline) : job.taken_at + owners_.settings.retry.deadline;
  const bool heads_key = join_key(job);
  if (was_started && job.reports_doubt()) return doubt(job);
  if (job.limits_first_call && (job.expires <= now.mono || (job.attempts == 0 && never_in_time(job.terms)))) return steps_.finish_expired(job);
  if (heads_key) go_on(job);
}

void Admission::doubt(Job& job) {
  // A static member's name is taken over at once, whether its former owner is dead or only fenced: one that lives may call on an intent that it
  // recorded a moment ago. Without static membership a whole session lies between the two, longer than any permission.
  const auto certain = job.partition->owned_from() + owners_.right.lasts();
  if (!owners_.settings.kafka.static_membership || certain <= owners_.now.mono) {
    log_warn("a call was under way when its worker ended, its answer is lost",
             {{"partition", job.origin.partition}, {"offset", job.origin.offset}, {"request_id", job.terms.subject}});
    return steps_.finish(job, {Outcome::in_doubt, Reason::answer_lost, describe_doubt_after_restart(), {}, {}});
  }
  if (job.in<stage::Ordered>()) {
    // It heads no key: `ordering` was switched on since its call. Nobody waits for it then.
    job.partition->order().remove(job.order_key, job.ref);
    job.order_key.clear();
  }
  owners_.life.move(job, stage::Doubtful{certain});
}

bool Admission::join_key(Job& job) {
  job.order_key = order_key_of(job);
  const bool heads = job.order_key.empty() || job.partition->order().enter(job.order_key, job.ref);
  if (!heads) owners_.life.move(job, stage::Ordered{});
  return heads;
}

std::string Admission::order_key_of(const Job& job) const {
  switch (owners_.settings.order_by) {
    case OrderBy::key:
      return job.record.key ? "k" + *job.record.key : std::string{};
    case OrderBy::collection:
      return "c" + job.kind->collection(job.payload);
    case OrderBy::none:
      break;
  }
  return {};
}

void Admission::resume_key(Partition& partition, const std::string& key) {
  // The jobs behind it are forgotten already, for the partition's next owner.
  if (partition.draining()) return;
  const auto next = partition.order().leave(key);
  if (!next) return;
  Job& job = owners_.jobs.at(*next);
  owners_.life.move(job, stage::Begun{});  // it heads its key now, also when it ends at once
  go_on(job);
}

void Admission::go_on(Job& job) {
  const auto now = owners_.now;
  if (job.attempts > 0) {
    // Calls were made for it before a restart, or by an earlier owner: the wait before the next one starts anew, since nobody knows when the last one
    // was.
    const RetrySettings& retry = owners_.settings.retry;
    if (job.attempts < retry.attempts)
      return steps_.wait(job, now.mono + retry_backoff(job.attempts, retry, owners_.chance.jitter()), WaitReason::retry);
    return steps_.finish(job, exhausted_before_restart(job.attempts));
  }
  if (job.terms.not_before && *job.terms.not_before > now.wall)
    return steps_.wait(job, moment(now, *job.terms.not_before), WaitReason::not_before);
  steps_.want_call(job);
}

void Admission::on_timer(Job& job) {
  const auto now = owners_.now;
  if (job.in<stage::Doubtful>()) return doubt(job);
  if (now.mono >= job.expires) return steps_.finish_expired(job);
  const auto* waiting = std::get_if<stage::Waiting>(&job.stage());
  if (waiting == nullptr) return owners_.life.watch_deadline(job);
  // Cut off at ten years, it may be early: it is looked at anew.
  if (waiting->reason == WaitReason::not_before) return go_on(job);
  RetryBudget& budget = owners_.account_of(job).budget();
  if (!budget.try_take(now.mono)) return steps_.wait(job, budget.when_next(now.mono), WaitReason::budget);
  ++owners_.counters.retries;
  steps_.want_call(job);
}

}  // namespace iw
