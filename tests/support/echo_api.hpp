// An API that gives everything away: every answer repeats the whole request, raw and without its percent-encoding, in errmsg or wherever it can.
// What a worker does with such answers shows whether a secret can get out. It serves on threads of its own.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "tests/support/scripted_server.hpp"

namespace iw::testing {

/// A secret that can be recognised: characters that are percent-encoded stand at both ends, letters in between, so that the mark is found in every
/// encoding but base64.
[[nodiscard]] std::string marked(const std::string& name);
/// What is searched for.
inline constexpr const char* kMark = "MARK";

/// Imports and token calls. How an import is answered stands in its file_path: ok, permanent, operator, unknown, redirect, http, text, lost, or
/// transient and refused, which are so once for each path.
class EchoApi {
 public:
  explicit EchoApi(std::optional<TlsIdentity> identity = {}) : server_([this](Peer& peer) { serve(peer); }, std::move(identity)) {}

  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  [[nodiscard]] std::string address(const char* scheme = "http") const { return std::string{scheme} + "://127.0.0.1:" + std::to_string(port()); }
  /// From now on token calls are answered with an errcode and an echo.
  void refuse_tokens(bool refused) { refuses_tokens_ = refused; }
  /// All that came in, for the proof that the secrets had been there to be echoed.
  [[nodiscard]] std::string received() const { return server_.received(); }

 private:
  void serve(Peer& peer);
  [[nodiscard]] std::string answer(const std::string& request);
  [[nodiscard]] std::string answer_token_call(const std::string& target, const std::string& echo);
  [[nodiscard]] std::string answer_import(const std::string& request, const std::string& echo);
  [[nodiscard]] bool is_first(const std::string& path);

  std::atomic<bool> refuses_tokens_{false};
  std::atomic<int> tokens_{0};
  std::mutex mutex_;                ///< over paths_
  std::vector<std::string> paths_;  ///< of transient and refused calls
  ScriptedServer server_;           ///< last: its threads use the others
};

}  // namespace iw::testing
