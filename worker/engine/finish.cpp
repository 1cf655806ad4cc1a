#include "worker/engine/finish.hpp"

#include <utility>

#include "worker/answer/advice.hpp"
#include "worker/publish/dead_letter.hpp"
#include "worker/publish/result_event.hpp"

namespace iw {

namespace {

// The topic's own limit is found out by the producer, which has the letter shrunk then; this one bounds what is tried.
constexpr std::size_t kMaxDeadLetterBytes = 8 * 1024 * 1024;

/// Takes the job out of its queue, its timer, and the counts of its stage.
void leave_stage(EngineState& state, Job& job) {
  state.timers.cancel(job.ref);
  state.lanes.leave(job);
  JobQueue::leave(job);
  switch (job.stage) {
    case JobStage::intent:
    case JobStage::cleared:
      --state.intents_open;
      break;
    case JobStage::calling:
      --state.lane(job).in_flight;
      --job.partition->in_flight;
      break;
    case JobStage::ordered:
    case JobStage::ready:
    case JobStage::waiting:
    case JobStage::renewing:
    case JobStage::doubtful:
      break;
  }
  if (!std::exchange(job.is_probe, false)) return;
  // The probe is gone without a verdict: another job must be let through, or the account would stay held for ever.
  state.lane(job).gate.probe_failed(state.now.mono, state.jitter());
  state.lanes.gate_changed(job.account, state.now.mono);
}

void write_records(EngineState& state, const JobReport& report, Ending ending) {
  const auto put = [&](OutgoingRecord record) {
    ++ending.records;
    ending.bytes += size_of(record);
    state.outbox.records.push_back(std::move(record));
  };
  put(make_result_event(report));
  if (report.outcome.outcome != Outcome::accepted && !state.settings.kafka.topics.dead_letters.empty())
    put(make_dead_letter(report, kMaxDeadLetterBytes));
  state.unrecorded_bytes += ending.bytes;
  state.outbox.endings.push_back(std::move(ending));
}

}  // namespace

void finish(EngineState& state, Job& job, JobOutcome outcome) {
  Partition& partition = *job.partition;
  const bool heads_key = job.stage != JobStage::ordered && !job.order_key.empty();
  if (job.stage == JobStage::ordered) partition.order.remove(job.order_key, job.ref);
  leave_stage(state, job);

  write_records(state,
                {job.record, job.request, outcome, job.attempts, job.received_at, state.now.wall, state.settings.kafka.topics.requests,
                 state.settings.kafka.group},
                {partition.id, partition.epoch, 0, 0, outcome.outcome, heads_key ? std::move(job.order_key) : std::string{}});
  ++state.counters.results[std::string{name_of(outcome.reason)}];
  state.counters.job_seconds.observe(std::chrono::duration<double>(state.now.mono - job.taken_at).count());
  partition.ledger.set_done(job.record.offset);
  partition.dirty = true;
  state.jobs.release(job);
}

void finish_expired(EngineState& state, Job& job) {
  const Lane& lane = state.lane(job);
  JobOutcome outcome{Outcome::failed, Reason::expired, {}, {}, job.last};
  if (!outcome.answer.errcode && lane.gate.state() != AccountGate::State::open) outcome.answer = lane.trouble;
  const bool troubled = lane.gate.state() != AccountGate::State::open;
  outcome.detail = describe_expired(outcome.answer, job.attempts, troubled ? std::string_view{lane.why} : std::string_view{});
  finish(state, job, std::move(outcome));
}

void forget(EngineState& state, Job& job) {
  if (job.stage == JobStage::ordered) job.partition->order.remove(job.order_key, job.ref);
  job.partition->ledger.set_tag(job.record.offset, kNoTag);
  leave_stage(state, job);
  state.jobs.release(job);
}

}  // namespace iw
