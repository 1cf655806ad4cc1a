#include "worker/intake/intake.hpp"

#include <algorithm>
#include <utility>

#include "worker/intake/intake_watch.hpp"

namespace iw {

namespace {

/// Records from one partition before the next one has its turn.
constexpr std::size_t kTurn = 32;

}  // namespace

void Intake::run() {
  // Below half the appetite it is not worth waking the source for: records come in batches that way.
  if (owners_.appetite() < (owners_.calls.slots() + 1) / 2) return;
  Partitions& partitions = owners_.partitions;
  auto it = partitions.behind(last_served_);
  for (std::size_t idle = 0; idle < partitions.size();) {
    if (it == partitions.end()) it = partitions.begin();
    Partition& partition = (it++)->second;
    const auto most = std::min(kTurn, owners_.appetite());
    if (most == 0) break;
    last_served_ = partition.id();
    if (!may_take(partition)) {
      ++idle;
      continue;
    }
    idle = 0;
    take_some(partition, most);
  }
}

bool Intake::may_take(const Partition& partition) const {
  if (!partition.may_read() || memory_is_full(owners_, partition)) return false;
  return has_room(partition, partition.parked() ? partition.parked()->offset : partition.ledger().next_read());
}

bool Intake::has_room(const Partition& partition, std::int64_t offset) const {
  return partition.ledger().has_room(owners_.ledger_limits(), offset);
}

void Intake::take_some(Partition& partition, std::size_t most) {
  for (std::size_t i = 0; i < most && may_take(partition); ++i)
    if (!take_one(partition)) return;
}

bool Intake::take_one(Partition& partition) {
  Taken taken = partition.parked() ? Taken{partition.unpark(), std::nullopt} : owners_.ports.source.take(partition.id());
  if (taken.record) {
    // Only now is it known how far behind the others it stands: compacted topics and aborted transactions leave wide gaps.
    if (!has_room(partition, taken.record->offset)) {
      partition.park(std::move(*taken.record));
      return false;
    }
    ++owners_.counters.records_taken;
    admission_.admit(partition, std::move(*taken.record));
  } else if (taken.end_offset) {
    partition.reach(*taken.end_offset);
  } else {
    partition.records_ended();
  }
  return true;
}

}  // namespace iw
