// The sentences that tell a person what happened and what to do: `detail` of events, the words beside a held account, `explain`. Pure, any thread.
#pragma once

#include <cstdint>
#include <chrono>
#include <string>
#include <string_view>

#include "worker/answer/error_class.hpp"
#include "worker/answer/read_reply.hpp"
#include "worker/answer/job_outcome.hpp"

namespace iw {

/// `detail` of a job that its last call ended. `account`: its name.
[[nodiscard]] std::string describe_end(Reason reason, const Reply& reply, std::string_view account, int attempts);
/// Which deadline ended a job.
enum class DeadlineOf : std::uint8_t { request, worker };
/// `detail` of a job that its deadline ended: the request's own, or retry.deadline. `why`: what kept it waiting for too long, empty when its last answer says
/// that.
[[nodiscard]] std::string describe_expired(const LastAnswer& last, int attempts, std::string_view why, DeadlineOf deadline);
/// `detail` of a job whose call was under way when its worker ended.
[[nodiscard]] std::string describe_doubt_after_restart();
/// The end of a job that a restart found with all attempts used up.
[[nodiscard]] JobOutcome exhausted_before_restart(int attempts);
/// Why an account waits.
[[nodiscard]] std::string describe_trouble(const Reply& reply, std::string_view account);
/// Why calls of the account stop: the breaker, and when it probes.
[[nodiscard]] std::string describe_break(const Reply& reply, std::string_view account, int failures, std::chrono::milliseconds probe);
/// Why an account waits whose renewal brought the same token again.
[[nodiscard]] std::string describe_same_token(std::string_view account);
/// Class, meaning and advice of an errcode, for a person; several lines.
[[nodiscard]] std::string explain(std::int64_t errcode, const ErrorTable& table);
/// The advice of the shipped table for an errcode; empty when it has none.
[[nodiscard]] std::string_view advice_for(std::int64_t errcode);

}  // namespace iw
