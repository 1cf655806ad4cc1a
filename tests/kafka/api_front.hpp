// The API as a hostile or broken one: it stands before the sandbox, so that its calls are on the sandbox's list, and answers in its own way.
// Scripts run on threads of their own; everything else on the test's.
#pragma once

#include <httplib.h>

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "tests/support/scripted_server.hpp"
#include "worker/sandbox/sandbox.hpp"

namespace iw::testing {

/// Gives each call on to the sandbox. The first call for a file_path in one of the folders of `tricks` gets that trick in place of its answer.
class ApiFront {
 public:
  using Trick = std::function<void(Peer& peer)>;
  using Tricks = std::map<std::string, Trick>;

  ApiFront(const Sandbox& sandbox, Tricks tricks, std::optional<TlsIdentity> identity = {})
      : scheme_(identity ? "https" : "http"),
        sandbox_url_(sandbox.base_url()),
        tricks_(std::move(tricks)),
        server_([this](Peer& peer) { serve(peer); }, std::move(identity)) {}

  [[nodiscard]] std::string base_url() const { return scheme_ + "://127.0.0.1:" + std::to_string(server_.port()); }
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }

 private:
  void serve(Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) {
      const auto body = request.substr(request.find("\r\n\r\n") + 4);
      const auto answer = give_on(request, body);
      if (const auto* trick = trick_for(body)) return (*trick)(peer);
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(answer.size()) + "\r\n\r\n" + answer);
    }
  }
  [[nodiscard]] std::string give_on(const std::string& request, const std::string& body) const {
    const auto target = request.find(' ') + 1;
    httplib::Client sandbox{sandbox_url_};
    const auto answer = sandbox.Post(request.substr(target, request.find(' ', target) - target), body, "application/json");
    return answer ? answer->body : std::string{};
  }
  /// Null after the first time, and for a path without a trick.
  const Trick* trick_for(const std::string& body) {
    constexpr std::string_view kName = R"("file_path":")";
    const auto at = body.find(kName) + kName.size();
    const auto path = body.substr(at, body.find('"', at) - at);
    const auto trick = tricks_.find(path.substr(0, path.find('/')));
    const std::lock_guard lock{mutex_};
    return trick != tricks_.end() && played_.insert(path).second ? &trick->second : nullptr;
  }

  const std::string scheme_, sandbox_url_;
  const Tricks tricks_;
  std::mutex mutex_;              ///< over played_: each connection has its thread
  std::set<std::string> played_;  ///< file_paths whose trick is over
  ScriptedServer server_;         ///< last: its threads use all of the above
};

/// One port before servers that come and go: connections are given on to the one that is there when they begin, or reset.
class ApiSwitch {
 public:
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  /// Connections from now on; 0: each is reset as soon as it is there.
  void lead_to(std::uint16_t port) { port_ = port; }
  [[nodiscard]] std::size_t connections() const { return server_.connections(); }
  /// What came in over all connections, as it was on the wire.
  [[nodiscard]] std::string received() const { return server_.received(); }

 private:
  std::atomic<std::uint16_t> port_{0};
  ScriptedServer server_{[this](Peer& peer) {
    const auto port = port_.load();
    port == 0 ? peer.reset() : peer.relay_to(port);
  }};
};

/// Zeros as gzip packs them, far more than its own size: one byte and then nothing but "258 more of the same" (RFC 1951, fixed codes).
[[nodiscard]] inline std::string gzip_bomb(std::size_t size) {
  std::string bits =
      "110"
      "00110000";  // last block, fixed codes, a zero; a block's head has its lowest bit first
  while (bits.size() / 8 < size)
    bits +=
        "11000101"
        "00000";  // length 258, distance 1
  std::string bomb{"\x1f\x8b\x08\0\0\0\0\0\0\x03", 10};
  for (std::size_t at = 0; at + 8 <= bits.size(); at += 8) {
    unsigned byte = 0;
    for (std::size_t bit = 0; bit < 8; ++bit) byte |= static_cast<unsigned>(bits[at + bit] - '0') << bit;
    bomb += static_cast<char>(byte);
  }
  return bomb;
}

}  // namespace iw::testing
