// How a job ended: a closed set (contract, section 2). Plain data, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "worker/answer/last_answer.hpp"

namespace iw {

/// The terminal event of a job.
enum class Outcome : std::uint8_t { accepted, failed, in_doubt };

/// Why it ended so. `operator_` is written "operator".
enum class Reason : std::uint8_t { ok, invalid_request, rejected, unauthorized, operator_, exhausted, expired, answer_lost };

/// The end of a job.
struct JobOutcome {
  Outcome outcome = Outcome::failed;
  Reason reason = Reason::invalid_request;
  std::string detail;                  ///< one sentence: what happened and what to do
  std::optional<std::int64_t> job_id;  ///< only with `accepted`
  LastAnswer answer;
};

/// "accepted", "failed", "in_doubt"
[[nodiscard]] std::string_view name_of(Outcome outcome);
/// "ok", "invalid_request", … as events and metrics show it
[[nodiscard]] std::string_view name_of(Reason reason);

}  // namespace iw
