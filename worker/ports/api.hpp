// The API behind the worker: calls go out, and how they ended comes back.
// The engine knows only this interface: Kafka and HTTP stand behind it, and the simulation puts its own there. Calls and callbacks happen on the loop
// thread, and a callback never comes from inside the call that asked for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/clock.hpp"
#include "common/http_result.hpp"

namespace iw {

/// Names one call for as long as it is under way.
using CallId = std::uint64_t;

/// What is called, for whom, and with what. The views live as long as the call to start_call().
struct ApiCall {
  std::string_view path;  ///< below api.base_url, as a JobKind names it: a constant
  std::size_t account = 0;
  std::string_view body;  ///< JSON
};

/// The API.
class Api {
 public:
  virtual ~Api() = default;
  /// Sends one call with the account's newest token. `not_after`: right before the first byte of the request the boot clock is read,
  /// and later than this the call ends as `stale` instead. Ends with exactly one ApiEvents::on_call_end.
  virtual void start_call(CallId id, const ApiCall& call, TimePoint not_after) = 0;
  /// The permission of every call that was started so far has run out: those that have not sent their first byte end as `stale` without it.
  virtual void withdraw_unsent() = 0;
};

/// What the API tells the engine.
class ApiEvents {
 public:
  virtual ~ApiEvents() = default;
  virtual void on_call_end(CallId id, const HttpResult& result) = 0;
};

}  // namespace iw
