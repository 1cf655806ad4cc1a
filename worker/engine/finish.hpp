// The two ways in which a job leaves the engine: with its terminal event, or forgotten because its partition is given up. Loop thread.
#pragma once

#include "worker/engine/engine_state.hpp"
#include "worker/answer/job_outcome.hpp"

namespace iw {

/// Ends a job: its event and dead letter go to the outbox, its offset is done in the ledger. The job is gone afterwards.
void finish(EngineState& state, Job& job, JobOutcome outcome);

/// Ends a job as `expired`, with its own last errcode or else that of its account's trouble. The job is gone afterwards.
void finish_expired(EngineState& state, Job& job);

/// Drops a job without an outcome: its offset stays open in the ledger, for the partition's next owner. The job is gone afterwards.
void forget(EngineState& state, Job& job);

}  // namespace iw
