// What a partition has to tell and no commit has told yet: results of jobs that ended, intents of jobs that want to call. Loop thread.
// It belongs to its partition and goes with it: when the partition is dropped, nothing of it can be committed any more.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "worker/answer/job_outcome.hpp"
#include "worker/partition/backlog.hpp"
#include "worker/ports/outgoing_record.hpp"
#include "worker/schedule/job_queue.hpp"

namespace iw {

/// A job that ended, as far as anybody cares once its event is visible.
struct Ending {
  Outcome outcome = Outcome::failed;  ///< for the counters; the partition does not look at it
  std::string order_key;              ///< with ordering: the key that goes on then
};

/// What has become visible, or durable, with a commit.
struct Recorded {
  std::vector<Ending> endings;
  std::vector<JobName> intents;
};

/// Two batches: what waits for the next share, and what stands in the one under way. The sums in the backlog are right whatever happens.
class Unrecorded {
 public:
  explicit Unrecorded(Backlog& backlog) : backlog_(backlog) {}
  ~Unrecorded();
  Unrecorded(const Unrecorded&) = delete;
  Unrecorded& operator=(const Unrecorded&) = delete;

  /// Takes the records out of `records`, which keeps its room for the next ones.
  void add(Ending ending, std::vector<OutgoingRecord>& records);
  void add_intent(JobName job);
  [[nodiscard]] std::size_t waiting_intents() const { return waiting_.intents.size(); }
  [[nodiscard]] bool empty() const { return waiting_.endings.empty() && waiting_.intents.empty(); }

  /// Moves everything that waits into the batch under way, and hands its records out. Only when none is under way.
  [[nodiscard]] std::vector<OutgoingRecord> take();
  /// The batch under way is recorded.
  [[nodiscard]] Recorded recorded();
  /// It is not: it waits again, in front of what came since. `records` are the ones that take() gave, perhaps shortened.
  void put_back(std::vector<OutgoingRecord> records);

  /// No cycle takes it for now: it does not count as waiting for one, so that nothing of others has to stop because of it.
  void set_aside(bool aside);

  /// Counts anew what it holds, for the audit; nothing while it is set aside.
  [[nodiscard]] std::size_t results() const { return aside_ ? 0 : waiting_.endings.size(); }
  [[nodiscard]] std::size_t intents() const { return aside_ ? 0 : waiting_.intents.size(); }
  [[nodiscard]] std::size_t bytes() const { return aside_ ? 0 : waiting_bytes_ + under_way_bytes_; }

 private:
  void enter();
  void leave();

  Backlog& backlog_;
  bool aside_ = false;
  Recorded waiting_;
  std::vector<OutgoingRecord> records_;  ///< of what waits
  std::size_t waiting_bytes_ = 0;
  Recorded under_way_;
  std::size_t under_way_bytes_ = 0;
};

}  // namespace iw
