// Brings records from the source as the dispatcher can use them: demand flows up, records flow down. Loop thread.
#pragma once

#include <cstdint>

#include "worker/engine/dispatcher.hpp"
#include "worker/engine/engine_state.hpp"
#include "worker/engine/job_flow.hpp"

namespace iw {

/// Takes from the assigned partitions in turn. A partition whose ledger is full, or a process whose jobs hold too many bytes, takes nothing more.
class Intake {
 public:
  Intake(EngineState& state, Dispatcher& dispatcher, JobFlow& job_flow) : state_(state), dispatcher_(dispatcher), job_flow_(job_flow) {}

  /// Takes what can be used now.
  void run();

 private:
  [[nodiscard]] bool may_take(const Partition& partition) const;
  [[nodiscard]] bool has_room(const Partition& partition, const Record& record) const;
  void take_some(Partition& partition, std::size_t most);
  void end_reached(Partition& partition, std::int64_t end_offset);

  EngineState& state_;
  Dispatcher& dispatcher_;
  JobFlow& job_flow_;
  std::int32_t last_served_ = -1;  ///< the round goes on behind this partition
};

}  // namespace iw
