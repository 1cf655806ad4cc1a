#include "worker/job/job_life.hpp"

#include <string>
#include <utility>

#include "common/law/law.hpp"
#include "common/overloaded.hpp"

namespace iw {

void JobLife::begin(Job& job) {
  job.stage_ = stage::Begun{};
  ++counts_[job.stage_.index()];
}

void JobLife::move(Job& job, Stage next) {
  const auto from = job.stage_.index();
  const auto to = next.index();
  if (!kMoves[from][to])
    breach("a job moves as the table of stages says", place_of(job) + ": from " + std::string{kStageNames[from]} + " to " + std::string{kStageNames[to]});
  leave(job);
  --counts_[from];
  job.stage_ = std::move(next);
  if (to != number_of<stage::Over>()) ++counts_[to];
  walked_[from][to] = true;
  enter(job);
}

Job* JobLife::end_call(CallId call) {
  const auto name = calls_.end(call);
  Job* job = name ? jobs_.find(*name) : nullptr;
  if (job == nullptr) return nullptr;
  auto* calling = std::get_if<stage::Calling>(&job->stage_);
  if (calling == nullptr || calling->call != call) breach("a call that ends is that of its job", place_of(*job));
  calling->call = 0;  // its slot is given back already
  move(*job, stage::Answered{std::move(calling->permit), calling->began, calling->token_version});
  return job;
}

Permit JobLife::take_permit(Job& job) {
  return std::visit(Overloaded{
                        [](stage::Intent& intent) { return std::move(intent.permit); },
                        [](stage::Cleared& cleared) { return std::move(cleared.permit); },
                        [](stage::Answered& answered) { return std::move(answered.permit); },
                        [](auto&) { return Permit{}; },
                    },
                    job.stage_);
}

void JobLife::leave(Job& job) {
  timers_.cancel(job.ref);
  // The account's round counts who is ready; the other queues are only left.
  job.in<stage::Ready>() ? accounts_.at(job.account).leave(job, now_.mono) : JobQueue::leave(job);
  std::visit(Overloaded{
                 [&](stage::Intent& intent) { give_back(job, intent.permit); },
                 [&](stage::Cleared& cleared) { give_back(job, cleared.permit); },
                 [&](stage::Calling& calling) {
                   if (calling.call != 0) calls_.orphan(calling.call);
                   give_back(job, calling.permit);
                 },
                 [&](stage::Answered& answered) { give_back(job, answered.permit); },
                 [](const auto&) {},
             },
             job.stage_);
}

void JobLife::enter(Job& job) {
  const auto account = [&]() -> Account& { return accounts_.at(job.account); };
  std::visit(Overloaded{
                 [&](const stage::Ready& ready) {
                   account().enqueue(job, now_.mono, ready.in_front);
                   // A closed account may keep it longer than its deadline allows; an open one looks at the deadline when it is its turn.
                   if (account().closed_by(now_.mono) != nullptr) return watch_deadline(job);
                   watch_own_deadline(job);
                 },
                 [&](const stage::Waiting& waiting) {
                   timers_.arm(job.ref, waiting.until);
                   if (waiting.reason == WaitReason::budget) account().unpaid().push_back(job);
                 },
                 [&](const stage::Cleared&) {
                   cleared_.push_back(job);
                   watch_own_deadline(job);
                 },
                 [&](stage::Calling& calling) { calling.call = calls_.begin(job.name(), job.account, job.partition->epoch()); },
                 [&](const stage::Renewing&) {
                   account().renewing().push_back(job);
                   timers_.arm(job.ref, job.expires);
                 },
                 [&](const stage::Doubtful& doubtful) { timers_.arm(job.ref, doubtful.until); },
                 [&](const stage::Crowded& crowded) {
                   job.partition->crowd().of(job.account).push_back(job);
                   if (crowded.ending == nullptr) watch_own_deadline(job);
                 },
                 [&](const stage::Ordered&) { watch_own_deadline(job); },
                 [&](const stage::Intent&) { watch_own_deadline(job); },
                 [](const auto&) {},  // begun, answered, over: for no time at all
             },
             job.stage_);
}

void JobLife::give_back(Job& job, Permit& permit) {
  // Still here: nobody has judged an answer by it. The probe is gone without a verdict, and another one must be let through, or the account would stay
  // held for ever.
  if (permit.is_probe()) (void)accounts_.at(job.account).give_back(std::move(permit), false, now_.mono, chance_.jitter());
}

void JobLife::watch_own_deadline(const Job& job) {
  if (job.limits_first_call) watch_deadline(job);
}

std::string_view JobLife::waits_for(const Job& job) const {
  if (const auto* waiting = std::get_if<stage::Waiting>(&job.stage_)) {
    if (waiting->reason == WaitReason::not_before) return "not_before";
    return waiting->reason == WaitReason::budget ? "budget" : "retry";
  }
  if (job.in<stage::Ready>()) {
    const Closer* closer = accounts_.at(job.account).closed_by(now_.mono);
    return closer != nullptr ? closer->waits_for() : "in_flight";
  }
  // Doubtful: for the intent of its former owner to run out.
  if (job.in<stage::Intent>() || job.in<stage::Doubtful>()) return "intent";
  if (job.in<stage::Ordered>()) return "order";
  if (job.in<stage::Crowded>()) return "room";
  if (job.in<stage::Calling>()) return "call";
  return job.in<stage::Renewing>() ? "hold" : "in_flight";
}

std::optional<TimePoint> JobLife::until(const Job& job) const {
  if (const auto* waiting = std::get_if<stage::Waiting>(&job.stage_)) return waiting->until;
  if (const auto* doubtful = std::get_if<stage::Doubtful>(&job.stage_)) return doubtful->until;
  const Closer* closer = job.in<stage::Ready>() ? accounts_.at(job.account).closed_by(now_.mono) : nullptr;
  if (closer == nullptr || closer->until() == TimePoint::max()) return std::nullopt;
  return closer->until();
}

}  // namespace iw
