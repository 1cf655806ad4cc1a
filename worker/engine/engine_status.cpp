// Engine::status(): the engine's state as people and programs look at it. Kept apart because nothing here decides anything.
#include "worker/engine/engine.hpp"

namespace iw {

namespace {

std::string_view waits_for(const EngineState& state, const Job& job) {
  switch (job.stage) {
    case JobStage::ordered:
      return "order";
    case JobStage::intent:
    case JobStage::doubtful:  // for the intent of its former owner to run out
      return "intent";
    case JobStage::cleared:
      return "in_flight";
    case JobStage::calling:
      return "call";
    case JobStage::renewing:
      return "hold";
    case JobStage::waiting:
      return job.wait_reason == WaitReason::not_before ? "not_before" : job.wait_reason == WaitReason::budget ? "budget" : "retry";
    case JobStage::ready:
      break;
  }
  switch (state.lanes.at(job.account).gate.state()) {
    case AccountGate::State::held:
      return "hold";
    case AccountGate::State::paused:
      return "pause";
    case AccountGate::State::open:
      break;
  }
  return "in_flight";
}

std::optional<WallTime> until(const EngineState& state, const Job& job) {
  if (job.stage == JobStage::waiting || job.stage == JobStage::doubtful) return state.wall_of(job.until);
  const auto& gate = state.lanes.at(job.account).gate;
  if (job.stage != JobStage::ready || gate.state() == AccountGate::State::open || gate.until() == TimePoint::max()) return std::nullopt;
  return state.wall_of(gate.until());
}

double seconds_between(TimePoint from, TimePoint to) { return std::chrono::duration<double>(to - from).count(); }

PartitionStatus status_of(const EngineState& state, const Partition& partition) {
  PartitionStatus status;
  status.partition = partition.id;
  status.committed = partition.committed;
  status.position = partition.ledger.position();
  status.high_watermark = state.ports.source.high_watermark(partition.id);
  const auto open = partition.ledger.open();
  status.pending = open.pending;
  status.waiting = open.waiting;
  status.started = open.started;
  status.failed = partition.failed;
  const auto oldest = partition.ledger.oldest_open();
  if (!oldest) return status;
  status.oldest = PartitionStatus::Oldest{.offset = oldest->offset, .waits_for = "commit"};
  if (oldest->tag == kNoTag) return status;
  const Job& job = state.jobs.at(oldest->tag);
  status.oldest->age_s = seconds_between(job.taken_at, state.now.mono);
  status.oldest->waits_for = waits_for(state, job);
  status.oldest->until = until(state, job);
  status.oldest->errcode = job.last.errcode;
  status.oldest->attempts = job.attempts;
  return status;
}

AccountStatus status_of(const EngineState& state, const Lane& lane) {
  AccountStatus status;
  status.name = lane.name;
  status.state = name_of(lane.gate.state());
  status.token_kind = lane.token_kind;
  status.in_flight = lane.in_flight;
  status.budget = lane.budget.level(state.now.mono);
  if (lane.gate.state() == AccountGate::State::open) return status;
  status.why = lane.why;
  status.waiting = lane.ready.size();
  if (lane.gate.until() != TimePoint::max()) status.until = state.wall_of(lane.gate.until());
  return status;
}

}  // namespace

Status Engine::status() {
  enter();
  Status status;
  status.group = state_.settings.kafka.group;
  status.instance = state_.settings.kafka.instance;
  for (const auto& [id, partition] : state_.partitions) status.partitions.push_back(status_of(state_, partition));
  for (std::size_t account = 0; account < state_.lanes.count(); ++account) {
    if (state_.lanes.at(account).removed) continue;
    status.accounts.push_back(status_of(state_, state_.lanes.at(account)));
    status.accounts.back().index = account;
  }
  status.in_flight = state_.in_flight;
  status.max_in_flight = state_.settings.api.max_in_flight;
  status.open_jobs = state_.jobs.size();
  status.last_cycle_ms = state_.last_cycle_ms;
  status.counters = state_.counters;
  return status;
}

}  // namespace iw
