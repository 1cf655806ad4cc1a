#include "worker/job/job_table.hpp"

#include <utility>

namespace iw {

Job& JobTable::add() {
  if (free_.empty()) {
    free_.push_back(static_cast<JobRef>(places_.size()));
    places_.push_back({std::make_unique<Job>(), 0, false});
    places_.back().job->ref = free_.back();
  }
  Place& place = places_[free_.back()];
  free_.pop_back();
  place.used = true;
  ++open_;
  return *place.job;
}

void JobTable::release(Job& job) {
  Place& place = places_[job.ref];
  const JobRef ref = job.ref;
  const std::uint32_t generation = job.generation + 1;
  job = Job{};
  job.ref = ref;
  job.generation = generation;
  bytes_ -= std::exchange(place.bytes, 0);
  place.used = false;
  --open_;
  free_.push_back(ref);
}

Job* JobTable::find(std::uint64_t call_id) {
  const auto ref = static_cast<JobRef>(call_id);
  if (ref >= places_.size() || !places_[ref].used) return nullptr;
  Job& job = *places_[ref].job;
  return job.generation == static_cast<std::uint32_t>(call_id >> 32) ? &job : nullptr;
}

void JobTable::account_bytes(Job& job, std::size_t bytes) {
  Place& place = places_[job.ref];
  bytes_ = bytes_ - place.bytes + bytes + sizeof(Job);
  place.bytes = bytes + sizeof(Job);
}

}  // namespace iw
