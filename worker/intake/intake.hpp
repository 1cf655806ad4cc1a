// Brings records from the source as calls can use them: demand flows up, records flow down. Loop thread.
#pragma once

#include <cstddef>

#include "worker/intake/admission.hpp"

namespace iw {

/// Takes from the assigned partitions in turn. A partition whose ledger is full, or a process whose jobs hold too many bytes, takes nothing more.
class Intake {
 public:
  Intake(Owners& owners, Admission& admission) : owners_(owners), admission_(admission) {}

  /// Takes what can be used now.
  void run();

 private:
  [[nodiscard]] bool may_take(const Partition& partition) const;
  [[nodiscard]] bool has_room(const Partition& partition, std::int64_t offset) const;
  void take_some(Partition& partition, std::size_t most);
  [[nodiscard]] bool take_one(Partition& partition);

  Owners& owners_;
  Admission& admission_;
  PartitionId last_served_{-1};  ///< the round goes on behind this partition
};

}  // namespace iw
