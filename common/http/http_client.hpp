// HTTP/1.1 client for one host: keep-alive pool, perhaps through a proxy, TLS with verification, one deadline over the whole request, caps on header
// and body, no redirects.
// It tells in which phase a request failed (http_result.hpp). Loop thread only. It does not retry, does not follow, does not log.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "common/error.hpp"
#include "common/http/connect/host_resolver.hpp"
#include "common/http_result.hpp"
#include "common/secret.hpp"

namespace iw {

/// Where to, and the bounds.
struct HttpOptions {
  std::string base_url;  ///< http:// or https://, host, optional port, optional path prefix; no user info, query or fragment
  std::string ca_file;   ///< PEM; empty: the system's roots
  /// Empty, or http://[user:password@]host:port: every connection, also one for http://, goes through a tunnel that CONNECT opens there, so that
  /// there is one way to go and TLS reaches from us to the API. Variables of the environment (https_proxy, no_proxy) are not read.
  Secret proxy;
  std::string client_certificate_file;               ///< PEM, its chain behind it; shown to a server that asks for one. Both files or neither
  std::string client_key_file;                       ///< PEM, not encrypted
  std::chrono::milliseconds timeout{15'000};         ///< from send() to the last byte of the answer, connecting included
  std::chrono::milliseconds connect_timeout{5'000};  ///< DNS, TCP, the proxy's answer and TLS together
  /// An idle connection older than this is closed by us, not used. Shorter than what servers and balancers allow (a minute, commonly), so that it is
  /// seldom their end that meets our next request.
  std::chrono::milliseconds idle_timeout{30'000};
  std::chrono::milliseconds attempt_delay{250};  ///< how long one address is tried alone before the next one is tried beside it
  ResolverTimes resolver_times;
  LookUp look_up;  ///< empty: the system's
  std::size_t max_header_bytes = 16 * 1024;
  std::size_t max_body_bytes = 1024 * 1024;
};

/// Who is told how requests ended. Never from inside send().
class HttpSink {
 public:
  virtual ~HttpSink() = default;
  /// The views in `result` live until this returns. send() may be called from here.
  virtual void on_http_end(std::uint64_t id, const HttpResult& result) = 0;
};

/// The client. One request per connection at a time; as many connections as requests under way (the caller bounds those).
class HttpClient {
 public:
  /// Checks the options and loads the TLS files; opens nothing yet. The sink must outlive the client.
  [[nodiscard]] static Result<std::unique_ptr<HttpClient>> create(boost::asio::io_context& loop, const HttpOptions& options, HttpSink& sink);
  virtual ~HttpClient() = default;

  /// Makes the fixed part of a POST: request line, Host and fixed headers up to and including "Content-Length: ". `target` starts with '/', is
  /// already percent-encoded, and may hold a secret; the path prefix of base_url is put before it.
  [[nodiscard]] virtual std::string make_post_head(std::string_view target, std::string_view content_type) const = 0;

  /// The same for a GET without a body (its length 0 is told all the same). `bearer`, when not empty, becomes the Authorization header; it must be
  /// visible ASCII.
  [[nodiscard]] virtual std::string make_get_head(std::string_view target, std::string_view bearer) const = 0;

  /// Sends head + length + CRLF CRLF + body as one buffer (copied before this returns); ends with exactly one on_http_end(id).
  /// Right before the first byte goes out, and again for the retry on a fresh connection, BootClock is read: later than `not_after` ends as
  /// HttpPhase::stale. A reused connection that turns out to be closed before it took any byte of the request is replaced by a fresh one, within the
  /// same deadline.
  virtual void send(std::uint64_t id, std::string_view head, std::string_view body, TimePoint not_after) = 0;

  /// For every request so far, `not_after` has passed: one whose connection is still being opened ends as HttpPhase::stale when it is open.
  virtual void withdraw_unsent() = 0;

  /// Open connections, idle ones included.
  [[nodiscard]] virtual std::size_t connections() const = 0;

  /// The TLS files have changed on disk and cannot be used: what is wrong with them. Connections go on being opened with the files as they were.
  /// Looked at whenever a connection is opened; empty when all is well.
  [[nodiscard]] virtual std::string trouble() const = 0;
};

}  // namespace iw
