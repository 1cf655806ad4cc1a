// The commit cycle, from what waits to be recorded to what follows once it is. Loop thread; the transaction itself runs behind the Transactions port.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "worker/commit/cycle_pacer.hpp"
#include "worker/owners/owners.hpp"

namespace iw {

/// One cycle at a time: builds it, and on its end lets jobs go on, makes it again, or finds out whether it landed.
class Cycles {
 public:
  /// Told what a commit has made visible and durable. `begun`: when its cycle began.
  using Told = std::function<void(Partition&, const Recorded&, TimePoint begun)>;
  Cycles(Owners& owners, Told told) : owners_(owners), told_(std::move(told)) {}

  /// Starts a cycle if there is something to record and its time has come. `urgent`: a drain or shutdown waits for it.
  void maybe_start(bool urgent);
  void on_cycle_end(CycleResult result);
  void on_read_back(const std::vector<CommittedOffset>& partitions);

  /// When maybe_start() may do something that it may not now; TimePoint::max(): not before another event.
  [[nodiscard]] TimePoint next_start() const;
  /// A cycle is under way, or its end is being found out.
  [[nodiscard]] bool busy() const { return busy_; }
  [[nodiscard]] double last_ms() const { return last_ms_; }

 private:
  [[nodiscard]] bool wanted() const;
  [[nodiscard]] Cycle build();
  void landed();
  void make_again(bool group_moved_on = false);
  void shrink(const std::vector<RecordPlace>& too_large);
  void find_out();
  [[nodiscard]] bool tells_ours(const CommittedOffset& read, const Share& share) const;

  Owners& owners_;
  Told told_;
  CyclePacer pacer_;
  std::uint64_t number_ = 0;
  bool busy_ = false;
  bool finding_out_ = false;  ///< the end of the cycle is unknown, and its committed ledgers are being read
  TimePoint begun_{};
  double last_ms_ = 0;
  std::vector<Share> ended_;  ///< of the cycle whose end is being dealt with
};

}  // namespace iw
