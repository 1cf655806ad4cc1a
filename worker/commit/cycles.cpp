#include "worker/commit/cycles.hpp"

#include <algorithm>
#include <utility>

#include "common/log/log.hpp"
#include "worker/ledger/ledger_codec.hpp"
#include "worker/publish/shrink.hpp"

namespace iw {

bool Cycles::wanted() const {
  // To get the right to call back, any partition that can be committed will do.
  return std::any_of(owners_.partitions.begin(), owners_.partitions.end(), [this](const auto& entry) {
    return entry.second.wants_share() || (owners_.right.revoked() && !entry.second.fenced());
  });
}

void Cycles::maybe_start(bool urgent) {
  if (busy_ || !wanted() || pacer_.blocked(owners_.now.mono)) return;
  if (!urgent && !owners_.right.revoked() && !pacer_.may_start(owners_.now.mono, owners_.partitions.backlog().waiting())) return;
  busy_ = true;
  begun_ = owners_.now.mono;
  pacer_.started(begun_);
  owners_.ports.transactions.run(build());
}

Cycle Cycles::build() {
  Cycle cycle{++number_, {}};
  for (auto& [id, partition] : owners_.partitions)
    if (partition.wants_share() || owners_.right.revoked())
      if (auto share = partition.take_share(owners_.writer)) cycle.shares.push_back(std::move(*share));
  return cycle;
}

TimePoint Cycles::next_start() const {
  return busy_ || !wanted() ? TimePoint::max() : pacer_.next_start(owners_.partitions.backlog().waiting());
}

void Cycles::on_cycle_end(CycleResult result) {
  ended_ = std::move(result.cycle.shares);
  const auto seconds = std::chrono::duration<double>(result.took).count();
  owners_.counters.cycle_seconds.observe(seconds);
  last_ms_ = seconds * 1000;
  switch (result.end) {
    case CycleEnd::committed:
      return landed();
    case CycleEnd::aborted:
    case CycleEnd::fenced_group:
      log_warn("commit cycle aborted, it is made again", {{"cycle", result.cycle.number}, {"why", result.why}});
      shrink(result.too_large);
      return make_again(result.end == CycleEnd::fenced_group);
    case CycleEnd::unknown:
      log_warn("outcome of the commit cycle is unknown, reading the committed ledgers back", {{"cycle", result.cycle.number}, {"why", result.why}});
      ++owners_.counters.cycles_unknown;
      return find_out();
  }
}

void Cycles::landed() {
  busy_ = false;
  ++owners_.counters.cycles_committed;
  pacer_.ended(owners_.now.mono, true);
  owners_.right.committed(begun_);
  // A share whose assignment is over has landed all the same; whoever owns the partition now has read that from the log.
  for (const Share& share : std::exchange(ended_, {}))
    if (Partition* partition = owners_.partitions.owner_of(share)) told_(*partition, partition->recorded(share), begun_);
}

void Cycles::make_again(bool group_moved_on) {
  busy_ = false;
  ++owners_.counters.cycles_aborted;
  pacer_.ended(owners_.now.mono, false);
  if (group_moved_on) owners_.revoke_right();
  for (Share& share : std::exchange(ended_, {})) {
    Partition* partition = owners_.partitions.owner_of(share);
    if (partition == nullptr) continue;
    partition->put_back(std::move(share));
    // The group waits for this drain no longer: what could not be committed is the next owner's business.
    if (group_moved_on && partition->draining()) partition->fence();
  }
}

void Cycles::shrink(const std::vector<RecordPlace>& too_large) {
  for (const auto [share, index] : too_large) {
    OutgoingRecord& record = ended_[share].records[index];
    log_warn("record is too large for its topic, sending it shortened",
             {{"partition", record.request_partition},
              {"offset", record.request_offset},
              {"topic", record.topic == OutgoingTopic::results ? "results" : "dead_letters"}});
    record = iw::shrink(std::move(record));
  }
}

void Cycles::find_out() {
  std::vector<PartitionId> ours;
  for (const Share& share : ended_)
    if (owners_.partitions.owner_of(share) != nullptr) ours.push_back(share.partition);
  // Nothing of it is ours any more: its next owner reads the truth from the log, and there is nothing left to make again.
  if (ours.empty()) return make_again();
  finding_out_ = true;
  owners_.ports.transactions.read_back(std::move(ours));
}

bool Cycles::tells_ours(const CommittedOffset& read, const Share& share) const {
  if (read.offset != share.offset) return false;
  const auto ledger = decode_ledger(read.metadata, share.offset);
  return ledger && ledger->stamp == LedgerStamp{owners_.writer, share.sequence};
}

void Cycles::on_read_back(const std::vector<CommittedOffset>& partitions) {
  if (!std::exchange(finding_out_, false)) return;  // an answer that nobody waits for any more
  // A transaction lands whole or not at all: any partition that is still ours tells for all of them.
  for (const Share& share : ended_) {
    if (owners_.partitions.owner_of(share) == nullptr) continue;
    const auto read = std::find_if(partitions.begin(), partitions.end(), [&](const auto& p) { return p.partition == share.partition; });
    if (read == partitions.end()) continue;
    const bool ours = tells_ours(*read, share);
    log_info("the committed ledger tells how the doubtful cycle ended", {{"partition", share.partition.number}, {"landed", ours}});
    return ours ? landed() : make_again();
  }
  make_again();
}

}  // namespace iw
