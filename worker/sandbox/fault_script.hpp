// The script of faults that the sandbox plays: what it holds, how it is read, what it decides. Pure, any thread.
// It counts nothing (fault_play does) and answers nothing (sandbox_api does).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/error.hpp"

namespace iw {

/// Is the connection closed without an answer, and had the task been created by then?
enum class Loss : std::uint8_t { none, before, after };

/// What happens to one import call. Without anything set: a normal answer.
struct Fate {
  std::optional<std::int64_t> errcode;  ///< the answer's errcode; 0 is a normal answer
  std::optional<int> http;              ///< the answer's HTTP status
  std::optional<std::string> body;      ///< the answer's body, as it stands
  Loss loss = Loss::none;
  std::optional<std::chrono::milliseconds> latency;  ///< waited before the answer or the loss, after the call was recorded
  std::string retry_after;                           ///< the header of this name; empty: none

  /// Does the call do its work? Not with an error, an HTTP status or a loss before; a `body` alone garbles the answer to work that was done.
  [[nodiscard]] bool executes() const { return loss == Loss::after || (loss == Loss::none && !http && errcode.value_or(0) == 0); }
};

/// A fate for one file_path or for all that start alike.
struct FaultRule {
  std::string path;
  bool is_prefix = false;
  std::uint32_t times = 0;  ///< so many calls, then the rule is over; 0: always
  Fate fate;
  [[nodiscard]] bool matches(std::string_view file_path) const { return is_prefix ? file_path.starts_with(path) : file_path == path; }
};

/// A fate for token calls.
struct TokenFault {
  std::string call;         ///< stable | component | authorizer | service; empty: all of them
  std::uint32_t times = 0;  ///< so many calls, then it is over; 0: always
  Fate fate;
};

/// A fate for a share of the calls.
struct FaultShare {
  double share = 0;      ///< 0 to 1
  bool by_path = false;  ///< decided once for a file_path: classes permanent and operator, and codes in no table; else for each call anew
  Fate fate;
};

/// The whole script.
struct FaultScript {
  std::uint64_t seed = 1;
  std::chrono::milliseconds latency{0};  ///< of import and query calls, where no rule has its own
  std::vector<FaultShare> shares;        ///< in the order of their keys' text
  std::vector<FaultRule> rules;          ///< the first that matches and is not over decides; such a call is not subject to the shares
  std::set<std::string, std::less<>> refuse_tokens;
  std::optional<std::set<std::string, std::less<>>> accept_tokens;  ///< when there: only these

  std::optional<TokenFault> tokens;

  /// Is a call with this token answered 40001?
  [[nodiscard]] bool refuses(std::string_view token) const;
};

/// Reads {"seed", "latency_ms", "shares", "rules", "refuse_tokens", "accept_tokens", "tokens"}, all optional. A share's key is an errcode,
/// "http_503", "lose_before" or "lose_after". "tokens" is one fault for token calls: {"call", "errcode", "http", "lose", "latency_ms", "retry_after",
/// "body", "times"}. The error names the key that is unknown or wrong.
[[nodiscard]] Result<FaultScript> parse_fault_script(std::string_view json);

/// What the shares do to the `nth` call (from 1) with this file_path. The same seed, path and nth give the same fate, on every machine.
/// Shares by path come first and stay with the path; the others are shares of the calls that are left.
[[nodiscard]] Fate decide_by_share(const FaultScript& script, std::string_view file_path, std::uint32_t nth);

}  // namespace iw
