// Why no more records are taken from a partition, told to operators: in the status, and in the log when it begins and ends (contract, section 9).
// Loop thread. It decides nothing: Intake asks the same questions before it takes a record.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "worker/owners/owners.hpp"

namespace iw {

/// What keeps a partition from taking more; `none` also while calls have all that they can use.
enum class IntakeBound : std::uint8_t { none, ledger, memory, results };

/// As metrics and status call it; "" for none.
[[nodiscard]] std::string_view name_of(IntakeBound bound);

/// What open jobs may hold in memory: 64 requests of the largest size, or about 40,000 of the usual one.
inline constexpr std::size_t kMaxOpenBytes = 64 * 1024 * 1024;

/// Holds the partition as much as is still free? So one alone holds half, and there is always something left for another one.
[[nodiscard]] inline bool memory_is_full(const Owners& owners, const Partition& partition) {
  return owners.jobs.bytes() + partition.held_bytes() >= kMaxOpenBytes;
}

/// The bound that is reached.
[[nodiscard]] IntakeBound intake_bound(const Owners& owners, const Partition& partition);

/// Remembers since when.
class IntakeWatch {
 public:
  explicit IntakeWatch(Owners& owners) : owners_(owners) {}
  /// Logs what has begun and ended; to be called at each tick.
  void look();
  /// "open", or "full: " with the bound and who fills it.
  [[nodiscard]] std::string describe(const Partition& partition) const;

 private:
  /// A bound that is reached.
  struct Full {
    TimePoint since;
    bool said = false;
  };
  void look(const Partition& partition);
  [[nodiscard]] std::string filled_by(const Partition& partition) const;

  Owners& owners_;
  std::map<PartitionId, Full> full_;
};

}  // namespace iw
