// The calls that are under way, and the slots that they take. Loop thread. It makes no call and reads no answer.
// Law: a slot that was taken is given back exactly once. A call outlives its job when the job's partition goes away: its slot stays taken until the
// answer or the time-out is there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/clock.hpp"
#include "worker/ports/api.hpp"
#include "worker/schedule/job_queue.hpp"

namespace iw {

/// Every call of the process, by its id. How many there are, of whom, is counted from the calls themselves.
class CallBook {
 public:
  explicit CallBook(int slots) : slots_(static_cast<std::size_t>(slots)) {}

  [[nodiscard]] bool has_room(TimePoint now) const { return under_way_ < limit(now); }
  /// A call found this machine without room for it: for a moment none begins, then no more at once than go on now, and one more each second after that.
  void narrow(TimePoint now);
  /// How many may be under way; less than slots() for a while after narrow().
  [[nodiscard]] std::size_t limit(TimePoint now) const;
  /// Takes a slot for a call of this job. `epoch`: of the assignment that it belongs to. Only while there is one.
  [[nodiscard]] CallId begin(JobName job, std::size_t account, std::uint64_t epoch);
  /// The job goes away; its call goes on without it.
  void orphan(CallId call);
  /// The call ended: its slot is free. Returns its job; nothing when that has gone away.
  [[nodiscard]] std::optional<JobName> end(CallId call);

  [[nodiscard]] std::size_t slots() const { return slots_; }
  [[nodiscard]] std::size_t under_way() const { return under_way_; }
  /// Walks over all of them: for people, and for a partition that is being given up.
  [[nodiscard]] std::size_t under_way_of_account(std::size_t account) const;
  [[nodiscard]] std::size_t under_way_of_assignment(std::uint64_t epoch) const;
  /// Counts anew, for the audit: those with a job.
  [[nodiscard]] std::size_t with_job() const;

 private:
  /// A place for a call. `use` tells this call from earlier ones in the same place.
  struct Place {
    std::optional<JobName> job;
    std::size_t account = 0;
    std::uint64_t epoch = 0;
    std::uint32_t use = 0;
    bool taken = false;
  };
  [[nodiscard]] Place& taken_place(CallId call);

  std::size_t slots_;
  std::size_t narrowed_to_ = 0;          ///< when the machine had no more room
  std::optional<TimePoint> narrowed_at_;  ///< nothing: it never had none
  std::size_t under_way_ = 0;
  std::vector<Place> places_;
  std::vector<std::uint32_t> free_;
};

}  // namespace iw
