// A stand-in for WeChat's API on this machine, for the demo, for tests and for trying things out: the server, its routes and its parts in one object.
// create() and stop() are for one thread; it serves on threads of its own. It imports nothing and proves nothing about WeChat.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "common/error.hpp"

namespace iw {

/// Where to listen, what to play.
struct SandboxOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;                 ///< 0: any free one
  std::string calls_file;                 ///< each import call is appended to it as a JSON line; empty: none
  std::string faults;                     ///< the first fault script, JSON; empty: none
  std::chrono::seconds token_life{7200};  ///< of the tokens that it gives out
  std::string secret;                     ///< of all appids, else 40125; empty: any
  std::string bearer;                     ///< of the token service, else HTTP 401; empty: any
  bool rotate_refresh_tokens = false;     ///< true: a refresh token that was replaced is refused with 61023 (refresh_book.hpp)
  std::size_t threads = 600;              ///< one is busy for each open connection, idle ones included
};

/// The API's calls (sandbox_api.hpp), the upload target, and for its user:
/// POST and GET /sandbox/faults (fault_script.hpp) · GET /sandbox/calls?from=0&limit=10000 (JSON lines with n > from, of the last 200,000) · GET
/// /sandbox/stats (call_list.hpp) · GET /sandbox/token-service?appid=, a token service of one's own
class Sandbox {
 public:
  /// Serves when it returns. The error says which option is wrong, or that the port is taken.
  [[nodiscard]] static Result<std::unique_ptr<Sandbox>> create(SandboxOptions options);
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// "http://127.0.0.1:9090"
  [[nodiscard]] const std::string& base_url() const { return base_url_; }
  /// Closes all connections, answers under way included. Again: does nothing.
  void stop();

 private:
  struct Parts;
  explicit Sandbox(std::unique_ptr<Parts> parts);
  [[nodiscard]] Result<void> start(const SandboxOptions& options);

  std::unique_ptr<Parts> parts_;
  std::uint16_t port_ = 0;
  std::string base_url_;
};

}  // namespace iw
