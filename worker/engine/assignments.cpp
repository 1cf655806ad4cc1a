#include "worker/engine/assignments.hpp"

#include <algorithm>
#include <utility>

#include "common/log/log.hpp"
#include "worker/ledger/ledger_codec.hpp"
#include "worker/engine/finish.hpp"

namespace iw {

namespace {

/// Why a partition's committed state cannot be gone on from; empty when it can. The log must still hold everything from the committed offset on:
/// jumping over requests is never right (guarantee.md, B9).
std::string misfit(const CommittedOffset& committed) {
  if (!committed.offset) return {};
  const auto range = "the log holds " + std::to_string(committed.low_watermark) + " to " + std::to_string(committed.high_watermark);
  if (*committed.offset < committed.low_watermark)
    return "committed offset " + std::to_string(*committed.offset) + " is gone, " + range +
           ": requests were deleted before they were handled. Set the group's offset by hand once you know what was lost";
  if (*committed.offset > committed.high_watermark)
    return "committed offset " + std::to_string(*committed.offset) + " lies beyond the end, " + range +
           ": was the topic deleted and created anew? Set the group's offset by hand, with empty metadata";
  return {};
}

}  // namespace

void Assignments::assigned(const std::vector<CommittedOffset>& partitions) {
  ++state_.counters.rebalances;
  for (const auto& committed : partitions) take_up(committed);
}

void Assignments::take_up(const CommittedOffset& committed) {
  drop(committed.partition);
  const auto offset = committed.offset.value_or(committed.low_watermark);
  auto ledger = decode_ledger(committed.metadata, offset);
  std::string trouble = committed.unreadable.empty() ? misfit(committed) : committed.unreadable;
  if (trouble.empty() && !ledger) trouble = ledger.error().message;
  if (trouble.empty() && ledger->snapshot.end > std::max(committed.high_watermark, offset))
    trouble = "the committed ledger names offsets up to " + std::to_string(ledger->snapshot.end) + ", but the log ends at " +
              std::to_string(committed.high_watermark) +
              ": was the topic deleted and created anew? Set the group's offset by hand, with empty metadata";

  const auto [it, fresh] = state_.partitions.emplace(
      committed.partition, Partition{committed.partition, state_.next_epoch++, trouble.empty() ? Ledger::from(ledger->snapshot) : Ledger{offset}});
  Partition& partition = it->second;
  partition.committed = offset;
  if (!trouble.empty()) {
    partition.fenced = true;  // what stands committed is for a person to look at: nothing is written over it
    return fail(committed.partition, std::move(trouble));
  }
  partition.sequence = ledger->stamp.sequence;
  partition.owned_from = owned_from(committed.partition, ledger->stamp);
  log_info("partition taken up", {{"partition", committed.partition}, {"offset", offset}, {"open", partition.ledger.open().total()}});
  state_.ports.source.start(committed.partition, offset);
}

TimePoint Assignments::owned_from(std::int32_t id, const LedgerStamp& stamp) {
  const auto [it, first] = tenures_.try_emplace(id, Tenure{stamp, state_.now.mono});
  Tenure& tenure = it->second;
  // Rebalances that leave a partition with us, or give it to somebody who commits nothing, start no new wait.
  if (!first && stamp.writer != state_.writer && stamp != tenure.seen) tenure.from = state_.now.mono;
  tenure.seen = stamp;
  return tenure.from;
}

void Assignments::fail(std::int32_t id, std::string message) {
  const auto it = state_.partitions.find(id);
  if (it == state_.partitions.end()) return;
  log_error("partition stopped", {{"partition", id}, {"why", message}});
  it->second.failed = std::move(message);
  it->second.has_records = false;
}

void Assignments::revoke(const std::vector<std::int32_t>& partitions) {
  for (const auto id : partitions)
    if (std::find(revoked_.begin(), revoked_.end(), id) == revoked_.end()) revoked_.push_back(id);
  drain(partitions);
}

void Assignments::drain(const std::vector<std::int32_t>& partitions) {
  for (const auto id : partitions) {
    const auto it = state_.partitions.find(id);
    if (it == state_.partitions.end() || it->second.draining) continue;
    it->second.draining = true;
    forget_jobs(it->second, false);
  }
}

void Assignments::forget_jobs(const Partition& partition, bool calling_too) {
  std::vector<JobRef> going;
  state_.jobs.for_each([&](Job& job) {
    if (job.partition == &partition && (calling_too || job.stage != JobStage::calling)) going.push_back(job.ref);
  });
  for (const JobRef ref : going) {
    Job& job = state_.jobs.at(ref);
    if (job.stage == JobStage::intent || job.stage == JobStage::cleared) {
      // It has not called: without this, the next owner would take it for a lost answer.
      job.partition->ledger.set_waiting(job.record.offset, job.attempts);
      job.partition->dirty = true;
    }
    forget(state_, job);
  }
}

void Assignments::lost(const std::vector<std::int32_t>& partitions) {
  for (const auto id : partitions) {
    drop(id);
    std::erase(revoked_, id);
  }
  // Calls that are still looking for a connection must not go out: their jobs are another's now.
  state_.ports.api.withdraw_unsent();
}

void Assignments::drop(std::int32_t id) {
  const auto it = state_.partitions.find(id);
  if (it == state_.partitions.end()) return;
  forget_jobs(it->second, true);
  const auto epoch = it->second.epoch;
  state_.partitions.erase(it);
  state_.outbox.drop_if([&](const Ending& ending) {
    if (ending.epoch == epoch) state_.unrecorded_bytes -= ending.bytes;
    return ending.epoch == epoch;
  });
  std::erase_if(state_.outbox.intents, [&](std::uint64_t call_id) { return state_.jobs.find(call_id) == nullptr; });
}

void Assignments::release_drained() {
  if (revoked_.empty()) return;
  const bool drained = std::all_of(revoked_.begin(), revoked_.end(), [this](std::int32_t id) {
    const auto it = state_.partitions.find(id);
    if (it == state_.partitions.end()) return true;
    const Partition& partition = it->second;
    return partition.in_flight == 0 && !commit_flow_.holds(partition);
  });
  if (!drained) return;
  const auto released = std::exchange(revoked_, {});
  for (const auto id : released) drop(id);
  log_info("partitions given up", {{"count", released.size()}});
  state_.ports.source.release(released);
}

}  // namespace iw
