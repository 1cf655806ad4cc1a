#include "worker/engine/commit_flow.hpp"

#include <algorithm>
#include <utility>

#include "common/log/log.hpp"
#include "worker/ledger/ledger_codec.hpp"
#include "worker/publish/shrink.hpp"

namespace iw {

bool CommitFlow::wanted() const {
  // Results go with the offsets of some partition: without one that can be committed there is no cycle.
  if (std::all_of(state_.partitions.begin(), state_.partitions.end(), [](const auto& entry) { return entry.second.fenced; })) return false;
  if (!state_.outbox.empty() || state_.must_validate) return true;
  return std::any_of(state_.partitions.begin(), state_.partitions.end(),
                     [](const auto& entry) { return entry.second.dirty && !entry.second.fenced; });
}

void CommitFlow::maybe_start(bool urgent) {
  if (busy_ || !wanted() || pacer_.blocked(state_.now.mono)) return;
  if (!urgent && !state_.must_validate && !pacer_.may_start(state_.now.mono, state_.outbox.endings.size() + state_.outbox.intents.size())) return;
  Cycle cycle = build();
  if (cycle.commits.empty()) return;
  busy_ = true;
  begun_ = state_.now.mono;
  pacer_.started(begun_);
  state_.ports.transactions.run(std::move(cycle));
}

Cycle CommitFlow::build() {
  Cycle cycle{++number_, {}, {}};
  parts_.clear();
  for (auto& [id, partition] : state_.partitions) {
    if (partition.fenced || (!partition.dirty && !state_.must_validate)) continue;
    const auto offset = partition.ledger.committed_offset();
    parts_.push_back({id, partition.epoch, partition.sequence + 1, offset});
    cycle.commits.push_back({id, offset, encode_ledger(partition.ledger.snapshot(), {state_.writer, partition.sequence + 1})});
    partition.dirty = false;
  }
  if (cycle.commits.empty()) return cycle;
  under_way_ = std::exchange(state_.outbox, {});
  cycle.records = std::exchange(under_way_.records, {});
  return cycle;
}

Partition* CommitFlow::owned(const Part& part) {
  const auto it = state_.partitions.find(part.partition);
  return it != state_.partitions.end() && it->second.epoch == part.epoch ? &it->second : nullptr;
}

bool CommitFlow::holds(const Partition& partition) const {
  if (partition.fenced) return false;
  if (partition.dirty) return true;
  return busy_ && std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) { return part.epoch == partition.epoch; });
}

TimePoint CommitFlow::next_start() const {
  return busy_ || !wanted() ? TimePoint::max() : pacer_.next_start(state_.outbox.endings.size() + state_.outbox.intents.size());
}

void CommitFlow::on_cycle_end(CycleResult result) {
  under_way_.records = std::move(result.cycle.records);
  const auto seconds = std::chrono::duration<double>(result.took).count();
  state_.counters.cycle_seconds.observe(seconds);
  state_.last_cycle_ms = seconds * 1000;
  switch (result.end) {
    case CycleEnd::committed:
      return landed();
    case CycleEnd::aborted:
    case CycleEnd::fenced_group:
      log_warn("commit cycle aborted, it is made again", {{"cycle", result.cycle.number}, {"why", result.why}});
      shrink(result.too_large, under_way_.records);
      return make_again(result.end == CycleEnd::fenced_group);
    case CycleEnd::unknown:
      log_warn("outcome of the commit cycle is unknown, reading the committed ledgers back", {{"cycle", result.cycle.number}, {"why", result.why}});
      ++state_.counters.cycles_unknown;
      return find_out();
  }
}

void CommitFlow::landed() {
  busy_ = false;
  ++state_.counters.cycles_committed;
  pacer_.ended(state_.now.mono, true);
  if (begun_ >= state_.validate_from) state_.must_validate = false;
  for (const Part& part : parts_) {
    if (Partition* partition = owned(part)) {
      partition->sequence = part.sequence;
      partition->committed = part.offset;
    }
  }
  Outbox done = std::exchange(under_way_, {});
  dispatcher_.intents_recorded(done.intents, begun_);
  for (const Ending& ending : done.endings) {
    state_.unrecorded_bytes -= ending.bytes;
    ++(ending.outcome == Outcome::accepted ? state_.counters.accepted
       : ending.outcome == Outcome::failed ? state_.counters.failed
                                           : state_.counters.in_doubt);
    if (ending.order_key.empty()) continue;
    const auto it = state_.partitions.find(ending.partition);
    if (it != state_.partitions.end() && it->second.epoch == ending.epoch) job_flow_.resume_key(it->second, ending.order_key);
  }
}

void CommitFlow::make_again(bool group_moved_on) {
  busy_ = false;
  ++state_.counters.cycles_aborted;
  pacer_.ended(state_.now.mono, false);
  if (group_moved_on) state_.demand_validation();
  for (const Part& part : parts_) {
    Partition* partition = owned(part);
    if (partition == nullptr) continue;
    partition->dirty = true;
    // The group waits for this drain no longer: what could not be committed is the next owner's business.
    if (group_moved_on && partition->draining) partition->fenced = true;
  }
  const auto is_gone = [this](const Ending& ending) {
    const auto it = state_.partitions.find(ending.partition);
    const bool gone = it == state_.partitions.end() || it->second.epoch != ending.epoch || it->second.fenced;
    if (gone) state_.unrecorded_bytes -= ending.bytes;
    return gone;
  };
  under_way_.drop_if(is_gone);
  state_.outbox.drop_if(is_gone);
  state_.outbox.put_back(std::exchange(under_way_, {}));
}

void CommitFlow::shrink(const std::vector<std::size_t>& too_large, std::vector<OutgoingRecord>& records) {
  for (const std::size_t index : too_large) {
    OutgoingRecord& record = records[index];
    log_warn("record is too large for its topic, sending it shortened",
             {{"partition", record.request_partition},
              {"offset", record.request_offset},
              {"topic", record.topic == OutgoingTopic::results ? "results" : "dead_letters"}});
    record = iw::shrink(std::move(record));
  }
}

void CommitFlow::find_out() {
  std::vector<std::int32_t> partitions;
  for (const Part& part : parts_)
    if (owned(part) != nullptr) partitions.push_back(part.partition);
  // Nothing of it is ours any more: its next owner reads the truth from the log, and there is nothing left to make again.
  if (partitions.empty()) return make_again();
  finding_out_ = true;
  state_.ports.transactions.read_back(std::move(partitions));
}

bool CommitFlow::tells_ours(const CommittedOffset& read, const Part& part) const {
  if (read.offset != part.offset) return false;
  const auto ledger = decode_ledger(read.metadata, part.offset);
  return ledger && ledger->stamp.writer == state_.writer && ledger->stamp.sequence == part.sequence;
}

void CommitFlow::on_read_back(const std::vector<CommittedOffset>& partitions) {
  if (!std::exchange(finding_out_, false)) return;  // an answer that nobody waits for any more
  // A transaction lands whole or not at all: any partition that is still ours tells for all of them.
  for (const Part& part : parts_) {
    if (owned(part) == nullptr) continue;
    const auto read = std::find_if(partitions.begin(), partitions.end(), [&](const auto& p) { return p.partition == part.partition; });
    if (read == partitions.end()) continue;
    const bool ours = tells_ours(*read, part);
    log_info("the committed ledger tells how the doubtful cycle ended", {{"partition", part.partition}, {"landed", ours}});
    return ours ? landed() : make_again();
  }
  make_again();
}

}  // namespace iw
