// An account as the engine sees it: its jobs that want to call, its gate, its retry budget. Plain data of the loop thread.
#pragma once

#include <optional>
#include <string>

#include "worker/answer/attempt_plan.hpp"
#include "worker/answer/last_answer.hpp"
#include "worker/job/job_queue.hpp"
#include "worker/answer/job_outcome.hpp"
#include "worker/schedule/account_gate.hpp"
#include "worker/schedule/retry_budget.hpp"

namespace iw {

/// One account. Lanes are served in turn, so that one account's backlog does not starve another's.
struct Lane {
  std::string name;
  std::string token_kind;
  AccountGate gate;
  RetryBudget budget;
  ThrottleState throttle;  ///< how long the next pause without Retry-After is
  JobQueue ready;          ///< in the order in which they may call
  JobQueue unpaid;         ///< wait for a token of the retry budget, each with its timer
  int in_flight = 0;
  bool renewing = false;              ///< a token renewal is under way
  JobQueue renewing_jobs;             ///< refused, and waiting for it
  TimePoint last_renewal{};           ///< when one was last asked for because of a refusal
  std::uint64_t refused_version = 0;  ///< the token that was refused last
  bool in_turn = false;               ///< stands in the round of lanes that have work and an open gate
  std::optional<JobOutcome> refusal;  ///< the end of every job that comes to call; nothing: they may
  bool removed = false;               ///< its account is gone from the configuration
  std::string why;                    ///< the trouble, for people; empty when open
  LastAnswer trouble;                 ///< the answer that closed the gate
};

}  // namespace iw
