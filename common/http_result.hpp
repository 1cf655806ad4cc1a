// What came of one HTTP request, before anybody reads its meaning. Knows no client library, so that decisions can use it. Plain data, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace iw {

/// How far a request came. Decides between "certainly not executed" and "perhaps executed".
enum class HttpPhase : std::uint8_t {
  wanting,     ///< not sent: this machine had no descriptor, no local port or no memory for it, whoever the peer is
  stale,       ///< not sent: its permission (`not_after`) had run out when the first byte was due
  not_sent,    ///< not sent: DNS, connect, TLS, or the peer took no byte of the request
  unanswered,  ///< perhaps executed: at least one byte went out, and no complete answer came back within bounds
  answered,    ///< a complete answer is there
};

/// The result of a request. The views live only during the callback that hands it over.
struct HttpResult {
  HttpPhase phase = HttpPhase::not_sent;
  int status = 0;                ///< answered: the HTTP status
  std::string_view body;         ///< answered: the whole body, at most 1 MiB
  std::string_view retry_after;  ///< the header's value; empty when absent
  bool compressed = false;       ///< the answer had a Content-Encoding other than identity
  std::string_view error;        ///< not answered: what happened ("connection refused", "timeout after the request was sent"); no URL, no secret
};

}  // namespace iw
