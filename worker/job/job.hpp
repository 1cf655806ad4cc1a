// One job: the worker's handling of one record, from taking it up to its terminal event. Plain data of the loop thread; its stage is changed by JobLife
// alone.
#pragma once

#include <string>

#include "common/clock.hpp"
#include "common/record.hpp"
#include "worker/answer/last_answer.hpp"
#include "worker/job/stage.hpp"
#include "worker/kind/job_kind.hpp"
#include "worker/partition/partition.hpp"
#include "worker/publish/origin.hpp"
#include "worker/schedule/job_queue.hpp"

namespace iw {

/// The state of one job.
struct Job : Queued {
  std::uint32_t generation = 0;  ///< tells this job from earlier ones in the same place of the table

  // What it is about.
  const JobKind* kind = nullptr;
  Record record;
  Payload payload;
  Terms terms;  ///< views into payload
  std::size_t account = 0;
  Origin origin;  ///< what its events name

  // Where it stands now: a place in a partition that is ours, and the right to end it.
  Partition* partition = nullptr;  ///< outlives its jobs
  Receipt receipt;
  std::string order_key;  ///< with ordering; empty: no order

  // How far it is.
  int attempts = 0;                      ///< used up so far
  TimePoint taken_at{};                  ///< when this worker took it up
  TimePoint expires = TimePoint::max();  ///< its own deadline, or retry.deadline from taken_at on
  bool limits_first_call = false;        ///< the deadline is the request's own
  bool token_repeated = false;           ///< its call was repeated once already because of a token
  LastAnswer last;

  [[nodiscard]] JobName name() const { return {ref, generation}; }
  [[nodiscard]] bool reports_doubt() const { return terms.when_in_doubt == DoubtPolicy::report; }
  /// Is there nothing left for it to do but to end as expired? A deadline of `retry` limits retries, not the first call (contract, section 1).
  [[nodiscard]] bool expired(TimePoint now) const { return now >= expires && (limits_first_call || attempts > 0); }
  /// The attempts that a call with this permit makes it.
  [[nodiscard]] int attempts_with(const Permit& permit) const { return attempts + (permit.is_probe() ? 0 : 1); }

  [[nodiscard]] const Stage& stage() const { return stage_; }
  template <class S>
  [[nodiscard]] bool in() const {
    return std::holds_alternative<S>(stage_);
  }

 private:
  friend class JobLife;
  Stage stage_;
};

/// Where a job stands, for people.
[[nodiscard]] inline std::string place_of(const Job& job) {
  return job.origin.topic + "/" + std::to_string(job.origin.partition) + "/" + std::to_string(job.origin.offset);
}

}  // namespace iw
