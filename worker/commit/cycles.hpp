// The commit cycle, from what waits to be recorded to what follows once it is. Loop thread; the transaction itself runs behind the Transactions port.
// Law: nothing is committed for a log that is not the one it was read from. Kafka forgets a group's offsets with their topic, so a partition that we
// have committed and that has no committed offset any more is another log: each cycle is checked for that, and now and then a time without cycles.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "common/log/repeated.hpp"
#include "worker/commit/cycle_pacer.hpp"
#include "worker/commit/refusals.hpp"
#include "worker/owners/owners.hpp"

namespace iw {

/// What follows from a cycle, for others to do.
struct CycleEvents {
  std::function<void(Partition&, const Recorded&, TimePoint begun)> on_recorded;  ///< visible and durable now; `begun`: when its cycle began
  std::function<void()> on_forgotten;  ///< what the group had committed is gone: everything that is ours belongs to a log that is no more
};

/// One cycle at a time: builds it, and on its end lets jobs go on, makes it again, or finds out whether it landed.
class Cycles {
 public:
  Cycles(Owners& owners, CycleEvents events) : owners_(owners), events_(std::move(events)) {}

  /// Starts a cycle if there is something to record and its time has come. `urgent`: a drain or shutdown waits for it.
  void maybe_start(bool urgent);
  void on_cycle_end(CycleResult result);
  void on_read_back(const std::vector<CommittedOffset>& partitions);

  /// When maybe_start() may do something that it may not now; TimePoint::max(): not before another event.
  [[nodiscard]] TimePoint next_start() const;
  /// A cycle is under way, or its end or what stands committed is being found out.
  [[nodiscard]] bool busy() const { return busy_; }
  [[nodiscard]] double last_ms() const { return last_ms_; }

 private:
  /// What the committed offsets are being read for.
  enum class Asked : std::uint8_t { nothing, whether_it_landed, whether_they_stand };

  [[nodiscard]] bool wanted() const;
  [[nodiscard]] std::vector<Share> all_shares();
  [[nodiscard]] std::vector<PartitionId> standing() const;
  void landed();
  void make_again(bool group_moved_on = false);
  [[nodiscard]] Partition* blocked_and_due();
  void run(std::vector<Share> shares);
  void find_out();
  void look_after_offsets();
  void tell_landed(const std::vector<CommittedOffset>& partitions);
  void tell_standing(const std::vector<CommittedOffset>& partitions);
  void forgotten();
  [[nodiscard]] bool tells_ours(const CommittedOffset& read, const Share& share) const;

  Owners& owners_;
  CycleEvents events_;
  CyclePacer pacer_;
  std::uint64_t number_ = 0;
  bool busy_ = false;
  Asked asked_ = Asked::nothing;
  TimePoint begun_{};
  TimePoint seen_standing_{};  ///< when our committed offsets were last known to be there
  double last_ms_ = 0;
  Repeated aborts_;
  Refusals refusals_{owners_};
  std::vector<Share> ended_;  ///< of the cycle whose end is being dealt with
};

}  // namespace iw
