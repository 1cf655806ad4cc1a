// The steps that any part of the engine may ask of a job: to want a call, to wait, to end, to be given up. Loop thread.
// What a stage needs is JobLife's business; here is what the ledger and the event have to say of the step.
#pragma once

#include <vector>

#include "worker/answer/job_outcome.hpp"
#include "worker/owners/owners.hpp"

namespace iw {

/// Carries jobs from step to step.
class JobSteps {
 public:
  explicit JobSteps(Owners& owners) : owners_(owners) {}

  /// The job wants to call, behind the others of its account; `in_front` for one that has been there before.
  void want_call(Job& job, bool in_front = false);
  /// The same for one that has called, or was about to: its attempts go into the ledger.
  void call_again(Job& job);
  /// The job goes to sleep until `until`; its attempts go into the ledger. When its deadline comes first, it ends as expired now.
  void wait(Job& job, TimePoint until, WaitReason reason);
  /// Its token was refused: it waits for the renewal.
  void await_renewal(Job& job);

  /// A cycle that began at `begun` recorded these intents: the jobs may call while that is fresh.
  void intents_recorded(const std::vector<JobName>& jobs, TimePoint begun);

  /// Has the ledger room for what is to become of the job? Asked before it changes for the first time; room that was given stays its own.
  [[nodiscard]] bool take_room(Job& job);
  /// Ends a job: its records wait for the next cycle, its offset is done in the ledger. The job is gone afterwards; where the ledger has no room for
  /// its end, it waits for that with its outcome.
  void finish(Job& job, JobOutcome outcome);
  /// The ledger has no room for its call: it waits for that.
  void wait_for_room(Job& job) { owners_.life.move(job, stage::Crowded{}); }
  /// Ends it as `expired`, with its own last errcode or else that of its account's trouble.
  void finish_expired(Job& job);
  /// Drops it without an outcome: its offset stays open in the ledger, for the partition's next owner. The job is gone afterwards.
  void forget(Job& job);

  /// The account was closed: its jobs get their deadlines watched, and those that a certain end of it would find expired end now.
  void account_closed(Account& account);
  /// From now on no job of the account calls: those that want to end like this.
  void refuse(Account& account, JobOutcome ending);

 private:
  void finish_refused(Job& job);
  void leave_order(Job& job);
  [[nodiscard]] std::vector<JobRef> refs_of(const JobQueue& queue) const;

  Owners& owners_;
  std::vector<OutgoingRecord> records_;  ///< of the job that ends; kept for its room
};

}  // namespace iw
