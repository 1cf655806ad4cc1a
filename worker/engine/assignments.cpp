#include "worker/engine/assignments.hpp"

#include <algorithm>
#include <utility>

#include "common/log/log.hpp"
#include "worker/partition/beginning.hpp"

namespace iw {

void Assignments::assigned(const std::vector<CommittedOffset>& partitions) {
  ++owners_.counters.rebalances;
  for (const auto& committed : partitions) take_up(committed);
}

bool Assignments::is_leftover(const CommittedOffset& committed) const {
  const auto old = old_logs_.find(committed.partition);
  if (!committed.offset || old == old_logs_.end()) return false;
  const auto ledger = decode_ledger(committed.metadata, *committed.offset);
  return ledger && ledger->stamp.writer == owners_.writer && ledger->stamp.sequence <= old->second;
}

void Assignments::take_up(CommittedOffset committed) {
  const PartitionId id = committed.partition;
  drop(id);
  // A commit of ours that was on its way while the topic was deleted may stand there still, and belongs to the old log as well.
  if (is_leftover(committed)) committed = {id, std::nullopt, {}, committed.low_watermark, committed.high_watermark, committed.unreadable};
  const KafkaSettings& kafka = owners_.settings.kafka;
  Beginning beginning = begin_from(committed, kafka);
  if (!beginning.trouble.empty()) {
    owners_.partitions.add(id, {Ledger{beginning.offset}, beginning.offset, 0, owners_.now.mono}).fence();  // for a person to look at: nothing is written over it
    return fail(id, std::move(beginning.trouble));
  }
  if (beginning.unaccounted > 0)
    log_warn("no committed offset of this group: the partition is read from the log's start (kafka.without_offset)",
             {{"partition", id.number}, {"offset", beginning.offset}, {"records", beginning.unaccounted}, {"group", kafka.group}});
  // Sequences go on over a new log, so that what is ours of the old one can be told.
  const auto old = old_logs_.find(id);
  const LedgerStamp& stamp = beginning.ledger.stamp;
  const auto sequence = std::max(stamp.sequence, old == old_logs_.end() ? 0 : old->second);
  const Partition& partition =
      owners_.partitions.add(id, {Ledger::from(beginning.ledger.snapshot), beginning.offset, sequence, owned_from(id, stamp), standing(committed)});
  log_info("partition taken up", {{"partition", id.number}, {"offset", beginning.offset}, {"open", partition.ledger().open().total()}});
  owners_.ports.source.start(id, beginning.offset);
}

Standing Assignments::standing(const CommittedOffset& committed) const {
  if (!owners_.settings.kafka.keeps_offsets) return Standing::not_kept;
  return committed.offset ? Standing::committed : Standing::not_yet;
}

TimePoint Assignments::owned_from(PartitionId id, const LedgerStamp& stamp) {
  const auto [it, first] = tenures_.try_emplace(id, Tenure{stamp, owners_.now.mono});
  Tenure& tenure = it->second;
  // Rebalances that leave a partition with us, or give it to somebody who commits nothing, start no new wait.
  if (!first && stamp.writer != owners_.writer && stamp != tenure.seen) tenure.from = owners_.now.mono;
  tenure.seen = stamp;
  return tenure.from;
}

void Assignments::fail(PartitionId id, std::string message) {
  Partition* partition = owners_.partitions.find(id);
  if (partition == nullptr) return;
  log_error("partition stopped", {{"partition", id.number}, {"why", message}});
  partition->fail(std::move(message));
}

void Assignments::revoke(const std::vector<PartitionId>& partitions) {
  for (const PartitionId id : partitions) {
    if (std::find(revoked_.begin(), revoked_.end(), id) == revoked_.end()) revoked_.push_back(id);
    if (Partition* partition = owners_.partitions.find(id)) drain(*partition);
  }
}

void Assignments::drain_all() {
  for (auto& [id, partition] : owners_.partitions) drain(partition);
}

void Assignments::drain(Partition& partition) {
  if (partition.draining()) return;
  partition.drain();
  forget_jobs(partition, false);
}

void Assignments::forget_jobs(const Partition& partition, bool calling_too) {
  std::vector<JobRef> going;
  owners_.jobs.for_each([&](Job& job) {
    if (job.partition == &partition && (calling_too || !job.in<stage::Calling>())) going.push_back(job.ref);
  });
  for (const JobRef ref : going) {
    Job& job = owners_.jobs.at(ref);
    // It has not called: without this, the next owner would take it for a lost answer.
    if (job.in<stage::Intent>() || job.in<stage::Cleared>()) job.partition->wait(job.receipt, job.attempts);
    steps_.forget(job);
  }
}

void Assignments::lost(const std::vector<PartitionId>& partitions) {
  for (const PartitionId id : partitions) {
    drop(id);
    std::erase(revoked_, id);
  }
  // Calls that are still looking for a connection must not go out: their jobs are another's now.
  owners_.ports.api.withdraw_unsent();
}

void Assignments::lose_all() {
  std::vector<PartitionId> all;
  for (const auto& [id, partition] : owners_.partitions) {
    all.push_back(id);
    old_logs_[id] = partition.last_sequence();
  }
  lost(all);
  revoked_.clear();
}

void Assignments::drop(PartitionId id) {
  const Partition* partition = owners_.partitions.find(id);
  if (partition == nullptr) return;
  forget_jobs(*partition, true);
  owners_.partitions.drop(id);
}

void Assignments::release_drained() {
  if (revoked_.empty()) return;
  const bool drained = std::all_of(revoked_.begin(), revoked_.end(), [this](PartitionId id) {
    const Partition* partition = owners_.partitions.find(id);
    return partition == nullptr || (!partition->holds() && owners_.calls.under_way_of_assignment(partition->epoch()) == 0);
  });
  if (!drained) return;
  const auto released = std::exchange(revoked_, {});
  for (const PartitionId id : released) drop(id);
  log_info("partitions given up", {{"count", released.size()}});
  owners_.ports.source.release(released);
}

bool Assignments::nothing_left() const {
  return owners_.calls.under_way() == 0 &&
         std::none_of(owners_.partitions.begin(), owners_.partitions.end(), [](const auto& entry) { return entry.second.holds(); });
}

}  // namespace iw
