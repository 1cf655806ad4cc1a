#include "worker/job/job_table.hpp"

#include <utility>

#include "common/law/law.hpp"

namespace iw {

Job& JobTable::add(Record record, Partition& partition) {
  if (free_.empty()) {
    free_.push_back(static_cast<JobRef>(places_.size()));
    places_.push_back({std::make_unique<Job>(), 0, false});
    places_.back().job->ref = free_.back();
  }
  Place& place = places_[free_.back()];
  free_.pop_back();
  place.used = true;
  ++open_;
  place.bytes = size_of(record) + sizeof(Job);
  bytes_ += place.bytes;
  partition.hold(place.bytes);
  place.job->partition = &partition;
  place.job->record = std::move(record);
  return *place.job;
}

void JobTable::release(Job& job) {
  Place& place = places_[job.ref];
  if (!place.used || job.queue() != nullptr || job.receipt.valid() || !job.in<stage::Over>())
    breach("a job leaves the table once, when it is over", place_of(job));
  job.partition->let_go(place.bytes);
  // Its generation is the only thing that its place keeps of it.
  const JobName next{job.ref, job.generation + 1};
  job = Job{};
  job.ref = next.ref;
  job.generation = next.generation;
  bytes_ -= std::exchange(place.bytes, 0);
  place.used = false;
  --open_;
  free_.push_back(next.ref);
}

Job* JobTable::find(JobName name) {
  if (name.ref >= places_.size() || !places_[name.ref].used) return nullptr;
  Job& job = *places_[name.ref].job;
  return job.generation == name.generation ? &job : nullptr;
}

}  // namespace iw
