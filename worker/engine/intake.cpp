#include "worker/engine/intake.hpp"

#include <algorithm>
#include <utility>

namespace iw {

namespace {

/// What open jobs may hold in memory: 64 requests of the largest size, or about 40,000 of the usual one.
constexpr std::size_t kMaxOpenBytes = 64 * 1024 * 1024;
/// Records from one partition before the next one has its turn.
constexpr std::size_t kTurn = 32;

}  // namespace

void Intake::run() {
  // Below half the appetite it is not worth waking the source for: records come in batches that way.
  if (dispatcher_.appetite() < static_cast<std::size_t>(state_.settings.api.max_in_flight + 1) / 2) return;
  std::size_t idle = 0;
  auto it = state_.partitions.upper_bound(last_served_);
  while (idle < state_.partitions.size()) {
    if (it == state_.partitions.end()) it = state_.partitions.begin();
    Partition& partition = (it++)->second;
    const auto most = std::min(kTurn, dispatcher_.appetite());
    if (most == 0) break;
    last_served_ = partition.id;
    if (!may_take(partition)) {
      ++idle;
      continue;
    }
    idle = 0;
    take_some(partition, most);
  }
}

bool Intake::may_take(const Partition& partition) const {
  if (partition.draining || !partition.failed.empty() || state_.jobs.bytes() >= kMaxOpenBytes) return false;
  if (partition.parked) return has_room(partition, *partition.parked);
  return partition.has_records && partition.ledger.has_room(state_.settings.retry.attempts);
}

bool Intake::has_room(const Partition& partition, const Record& record) const {
  return partition.ledger.has_room(state_.settings.retry.attempts, record.offset);
}

void Intake::take_some(Partition& partition, std::size_t most) {
  for (std::size_t i = 0; i < most && may_take(partition); ++i) {
    Taken taken = partition.parked ? Taken{std::exchange(partition.parked, std::nullopt), std::nullopt} : state_.ports.source.take(partition.id);
    if (taken.record) {
      // Only now is it known how far behind the others it stands: compacted topics and aborted transactions leave wide gaps.
      if (!has_room(partition, *taken.record)) {
        partition.parked = std::move(taken.record);
        return;
      }
      ++state_.counters.records_taken;
      job_flow_.admit(partition, std::move(*taken.record));
    } else if (taken.end_offset) {
      end_reached(partition, *taken.end_offset);
    } else {
      partition.has_records = false;
    }
  }
}

void Intake::end_reached(Partition& partition, std::int64_t end_offset) {
  if (end_offset <= partition.ledger.position()) return;
  // Transaction markers at the end of the log: without this, lag would never reach 0.
  partition.ledger.skip_to(end_offset);
  partition.dirty = true;
}

}  // namespace iw
