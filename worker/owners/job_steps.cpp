#include "worker/owners/job_steps.hpp"

#include <memory>
#include <utility>

#include "common/failpoint.hpp"
#include "worker/answer/advice.hpp"

namespace iw {

void JobSteps::want_call(Job& job, bool in_front) {
  if (job.partition->draining()) return forget(job);
  const Account& account = owners_.account_of(job);
  if (account.refusal()) return finish_refused(job);
  if (account.paused(owners_.now.mono) && account.closed_at_least_until() > job.expires) return finish_expired(job);
  owners_.life.move(job, stage::Ready{in_front});
}

void JobSteps::call_again(Job& job) {
  job.partition->wait(job.receipt, job.attempts);
  want_call(job, true);
}

void JobSteps::wait(Job& job, TimePoint until, WaitReason reason) {
  // A former owner may have called: then the ledger has its room from there, and only has to be told whose it is.
  if (job.attempts > 0) (void)take_room(job);
  job.partition->wait(job.receipt, job.attempts);
  if (job.partition->draining()) return forget(job);
  if (until > job.expires) return finish_expired(job);
  owners_.life.move(job, stage::Waiting{until, reason});
}

void JobSteps::await_renewal(Job& job) {
  job.partition->wait(job.receipt, job.attempts);
  if (job.partition->draining()) return forget(job);
  owners_.life.move(job, stage::Renewing{});
}

void JobSteps::intents_recorded(const std::vector<JobName>& jobs, TimePoint begun) {
  if (!jobs.empty()) failpoint("intent_recorded");
  for (const JobName name : jobs) {
    Job* job = owners_.jobs.find(name);
    if (job != nullptr && job->in<stage::Intent>()) owners_.life.move(*job, stage::Cleared{owners_.life.take_permit(*job), begun});
  }
}

bool JobSteps::take_room(Job& job) { return job.partition->take_room(job.receipt, job.account, owners_.ledger_limits()); }

void JobSteps::leave_order(Job& job) {
  // One that only waits for its key does not head it: nobody goes on because of its end.
  if (!job.in<stage::Ordered>()) return;
  job.partition->order().remove(job.order_key, job.ref);
  job.order_key.clear();
}

void JobSteps::finish(Job& job, JobOutcome outcome) {
  Partition& partition = *job.partition;
  const bool has_room = take_room(job);
  if (!has_room && partition.draining()) return forget(job);  // the next owner comes to the same end
  leave_order(job);
  if (!has_room) return owners_.life.move(job, stage::Crowded{std::make_unique<JobOutcome>(std::move(outcome))});
  owners_.life.end(job);
  job.kind->append_records({job.record, job.payload, job.origin, outcome, job.attempts, owners_.now.wall}, records_);
  ++owners_.counters.results[std::string{name_of(outcome.reason)}];
  owners_.counters.job_seconds.observe(std::chrono::duration<double>(owners_.now.mono - job.taken_at).count());
  partition.end(std::move(job.receipt), {outcome.outcome, std::move(job.order_key)}, records_);
  owners_.jobs.release(job);
}

void JobSteps::finish_expired(Job& job) {
  const Closer* closer = owners_.account_of(job).closed_by(owners_.now.mono);
  JobOutcome outcome{Outcome::failed, Reason::expired, {}, {}, job.last};
  if (!outcome.answer.errcode && closer != nullptr) outcome.answer = closer->trouble().answer;
  std::string_view why = closer != nullptr ? std::string_view{closer->trouble().why} : std::string_view{};
  if (job.terms.not_before && *job.terms.not_before > owners_.now.wall) why = "its not_before lies behind the deadline";
  outcome.detail = describe_expired(outcome.answer, job.attempts, why, job.limits_first_call ? DeadlineOf::request : DeadlineOf::worker);
  finish(job, std::move(outcome));
}

void JobSteps::finish_refused(Job& job) {
  JobOutcome ending = *owners_.account_of(job).refusal();
  // One that was answered before keeps its own last answer where the account has none.
  if (!ending.answer.errcode) ending.answer = job.last;
  finish(job, std::move(ending));
}

void JobSteps::forget(Job& job) {
  Partition& partition = *job.partition;
  leave_order(job);
  owners_.life.end(job);
  partition.give_up(std::move(job.receipt));
  owners_.jobs.release(job);
}

void JobSteps::account_closed(Account& account) {
  const bool certain = account.paused(owners_.now.mono);
  for (const JobRef ref : refs_of(account.ready())) {
    Job& job = owners_.jobs.at(ref);
    if (certain && account.closed_at_least_until() > job.expires)
      finish_expired(job);
    else
      owners_.life.watch_deadline(job);
  }
}

void JobSteps::refuse(Account& account, JobOutcome ending) {
  account.refuse(std::move(ending));
  for (const JobRef ref : refs_of(account.ready())) finish_refused(owners_.jobs.at(ref));
}

std::vector<JobRef> JobSteps::refs_of(const JobQueue& queue) const {
  std::vector<JobRef> refs;
  refs.reserve(queue.size());
  queue.for_each([&](JobRef ref) { refs.push_back(ref); });
  return refs;
}

}  // namespace iw
