// The commit cycle, from what waits to be recorded to what follows once it is. Loop thread; the transaction itself runs behind the Transactions port.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "worker/commit/cycle_pacer.hpp"
#include "worker/engine/dispatcher.hpp"
#include "worker/engine/engine_state.hpp"
#include "worker/engine/job_flow.hpp"

namespace iw {

/// One cycle at a time: builds it, and on its end lets jobs go on, makes it again, or finds out whether it landed.
class CommitFlow {
 public:
  CommitFlow(EngineState& state, Dispatcher& dispatcher, JobFlow& job_flow) : state_(state), dispatcher_(dispatcher), job_flow_(job_flow) {}

  /// Starts a cycle if there is something to record and its time has come. `urgent`: a drain or shutdown waits for it.
  void maybe_start(bool urgent);
  void on_cycle_end(CycleResult result);
  void on_read_back(const std::vector<CommittedOffset>& partitions);

  /// When maybe_start() may do something that it may not now; TimePoint::max(): not before another event.
  [[nodiscard]] TimePoint next_start() const;
  /// A cycle is under way, or its end is being found out.
  [[nodiscard]] bool busy() const { return busy_; }
  /// Does anything of this partition wait for a cycle, or stand in the one under way?
  [[nodiscard]] bool holds(const Partition& partition) const;

 private:
  /// A partition's part in the cycle under way.
  struct Part {
    std::int32_t partition;
    std::uint64_t epoch;
    std::uint64_t sequence;
    std::int64_t offset;
  };
  [[nodiscard]] bool wanted() const;
  [[nodiscard]] Cycle build();
  [[nodiscard]] Partition* owned(const Part& part);
  void landed();
  void make_again(bool group_moved_on = false);
  void shrink(const std::vector<std::size_t>& too_large, std::vector<OutgoingRecord>& records);
  void find_out();
  [[nodiscard]] bool tells_ours(const CommittedOffset& read, const Part& part) const;

  EngineState& state_;
  Dispatcher& dispatcher_;
  JobFlow& job_flow_;
  CyclePacer pacer_;
  std::uint64_t number_ = 0;
  bool busy_ = false;
  bool finding_out_ = false;  ///< the end of the cycle under way is unknown, and its committed ledgers are being read
  TimePoint begun_{};
  std::vector<Part> parts_;  ///< of the cycle under way
  Outbox under_way_;
};

}  // namespace iw
