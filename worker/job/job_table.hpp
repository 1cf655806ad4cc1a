// All open jobs of the process, in places that are used again. Loop thread.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "worker/job/job.hpp"

namespace iw {

/// Owns the jobs. A place keeps its Job object for its next user, so that a steady flow allocates nothing here.
class JobTable {
 public:
  /// A blank job for this record of this partition. The reference stays good until release().
  [[nodiscard]] Job& add(Record record, Partition& partition);
  /// The job is over: its place is free for the next one, and its name finds nothing.
  void release(Job& job);

  [[nodiscard]] Job& at(JobRef ref) { return *places_[ref].job; }
  [[nodiscard]] const Job& at(JobRef ref) const { return *places_[ref].job; }
  /// The job of this name, or nullptr when it is over.
  [[nodiscard]] Job* find(JobName name);

  [[nodiscard]] std::size_t size() const { return open_; }
  /// Bytes that open jobs keep, roughly: their records and themselves.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  /// Calls f(Job&) for each open job. f must not add or release.
  template <class F>
  void for_each(F f) {
    for (auto& place : places_)
      if (place.used) f(*place.job);
  }
  template <class F>
  void for_each(F f) const {
    for (const auto& place : places_)
      if (place.used) f(std::as_const(*place.job));
  }

 private:
  /// A job and whether it is in use.
  struct Place {
    std::unique_ptr<Job> job;
    std::size_t bytes = 0;
    bool used = false;
  };
  std::vector<Place> places_;
  std::vector<JobRef> free_;
  std::size_t open_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace iw
