#include "worker/commit/cycles.hpp"

#include <algorithm>
#include <utility>

#include "common/log/log.hpp"
#include "worker/ledger/ledger_codec.hpp"

namespace iw {

namespace {

/// A log that was made anew is noticed after this time at the latest, also when nothing comes of it.
constexpr std::chrono::seconds kLookEvery{5};

}  // namespace

bool Cycles::wanted() const {
  // To get the right to call back, any partition that can be committed will do.
  return std::any_of(owners_.partitions.begin(), owners_.partitions.end(), [this](const auto& entry) {
    return entry.second.wants_share() || (owners_.right.revoked() && entry.second.may_be_committed());
  });
}

void Cycles::maybe_start(bool urgent) {
  if (busy_ || pacer_.blocked(owners_.now.mono)) return;
  if (Partition* partition = blocked_and_due()) {
    // Alone: what is refused once more aborts nobody else's cycle.
    std::vector<Share> shares;
    if (auto share = partition->take_share(owners_.writer)) shares.push_back(std::move(*share));
    return run(std::move(shares));
  }
  if (!wanted()) return look_after_offsets();
  if (!urgent && !owners_.right.revoked() && !pacer_.may_start(owners_.now.mono, owners_.partitions.backlog().waiting())) return;
  run(all_shares());
}

void Cycles::run(std::vector<Share> shares) {
  busy_ = true;
  begun_ = owners_.now.mono;
  pacer_.started(begun_);
  for (Share& share : shares) refusals_.prepare(share);
  owners_.ports.transactions.run({++number_, std::move(shares), standing()});
}

std::vector<PartitionId> Cycles::standing() const {
  std::vector<PartitionId> ours;
  for (const auto& [id, partition] : owners_.partitions)
    if (partition.on_record() && !partition.fenced()) ours.push_back(id);
  return ours;
}

Partition* Cycles::blocked_and_due() {
  for (auto& [id, partition] : owners_.partitions)
    if (partition.may_try(owners_.now.mono)) return &partition;
  return nullptr;
}

std::vector<Share> Cycles::all_shares() {
  std::vector<Share> shares;
  for (auto& [id, partition] : owners_.partitions)
    if (partition.wants_share() || (owners_.right.revoked() && partition.may_be_committed()))
      if (auto share = partition.take_share(owners_.writer)) shares.push_back(std::move(*share));
  return shares;
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
      if (const auto unsaid = aborts_.met(result.why, owners_.now.mono))
        log_warn("commit cycle aborted, it is made again", {{"cycle", result.cycle.number}, {"why", result.why}, {"times_unsaid", *unsaid}});
      refusals_.give_way(ended_, std::move(result.refused));
      return make_again(result.end == CycleEnd::fenced_group);
    case CycleEnd::forgotten:
      make_again();
      return forgotten();
    case CycleEnd::unknown:
      if (const auto unsaid = aborts_.met(result.why, owners_.now.mono))
        log_warn("outcome of the commit cycle is unknown, reading the committed ledgers back",
                 {{"cycle", result.cycle.number}, {"why", result.why}, {"times_unsaid", *unsaid}});
      ++owners_.counters.cycles_unknown;
      return find_out();
  }
}

void Cycles::landed() {
  busy_ = false;
  ++owners_.counters.cycles_committed;
  pacer_.ended(owners_.now.mono, true);
  seen_standing_ = owners_.now.mono;
  owners_.right.committed(begun_);
  // A share whose assignment is over has landed all the same; whoever owns the partition now has read that from the log.
  for (const Share& share : std::exchange(ended_, {}))
    if (Partition* partition = owners_.partitions.owner_of(share)) events_.on_recorded(*partition, partition->recorded(share), begun_);
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

void Cycles::find_out() {
  std::vector<PartitionId> ours;
  for (const Share& share : ended_)
    if (owners_.partitions.owner_of(share) != nullptr) ours.push_back(share.partition);
  // Nothing of it is ours any more: its next owner reads the truth from the log, and there is nothing left to make again.
  if (ours.empty()) return make_again();
  asked_ = Asked::whether_it_landed;
  owners_.ports.transactions.read_back(std::move(ours));
}

void Cycles::look_after_offsets() {
  if (owners_.now.mono - seen_standing_ < kLookEvery) return;
  seen_standing_ = owners_.now.mono;
  auto ours = standing();
  if (ours.empty()) return;
  busy_ = true;
  asked_ = Asked::whether_they_stand;
  owners_.ports.transactions.read_back(std::move(ours));
}

bool Cycles::tells_ours(const CommittedOffset& read, const Share& share) const {
  if (read.offset != share.offset) return false;
  const auto ledger = decode_ledger(read.metadata, share.offset);
  return ledger && ledger->stamp == LedgerStamp{owners_.writer, share.sequence};
}

void Cycles::on_read_back(const std::vector<CommittedOffset>& partitions) {
  switch (std::exchange(asked_, Asked::nothing)) {
    case Asked::nothing:
      return;  // an answer that nobody waits for any more
    case Asked::whether_it_landed:
      return tell_landed(partitions);
    case Asked::whether_they_stand:
      return tell_standing(partitions);
  }
}

void Cycles::tell_standing(const std::vector<CommittedOffset>& partitions) {
  busy_ = false;
  const auto is_gone = [this](const CommittedOffset& read) {
    const Partition* partition = owners_.partitions.find(read.partition);
    return !read.offset && partition != nullptr && partition->on_record();
  };
  if (std::any_of(partitions.begin(), partitions.end(), is_gone)) forgotten();
}

void Cycles::forgotten() {
  log_warn(
      "what this group had committed is gone: its topic was deleted, perhaps made anew. What was known of the old log is dropped, and the partitions are "
      "taken up afresh",
      {{"topic", owners_.settings.kafka.topics.requests}, {"open_jobs", owners_.jobs.size()}});
  events_.on_forgotten();
}

void Cycles::tell_landed(const std::vector<CommittedOffset>& partitions) {
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
