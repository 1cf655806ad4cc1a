// Call result → what it means (contract, section 4). Pure, any thread; never throws on bad input.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "common/clock.hpp"
#include "common/http_result.hpp"
#include "worker/answer/error_class.hpp"
#include "worker/answer/last_answer.hpp"

namespace iw {

/// The meaning of a call's result.
struct Reply {
  ErrorClass error_class = ErrorClass::in_doubt;
  bool known = true;                    ///< false: the errcode stands in no table (treated as permanent, counted as `unknown`)
  bool answered = false;                ///< an answer came, whatever it says
  std::optional<std::int64_t> job_id;   ///< present exactly when accepted
  LastAnswer answer;                    ///< errmsg without secrets
  std::optional<Duration> retry_after;  ///< from the header (seconds, or a date seen from `now`), not yet capped; nothing for garbage or a past date
  std::string
      explanation;  ///< one clause for `detail`: what came ("HTTP 502 without an errcode", "the connection was reset after the request was sent")
};

/// Reads an answer leniently, classifies it once. `secrets` (raw) are replaced by ***** in errmsg, also where they come percent-encoded. Not for
/// phase `stale`.
[[nodiscard]] Reply read_reply(const HttpResult& result, const ErrorTable& table, std::span<const std::string> secrets, Now now);

}  // namespace iw
