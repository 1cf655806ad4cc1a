// Asks a proxy for a tunnel on a connected socket. Loop thread. What goes through the tunnel afterwards is none of its business: over https the proxy
// sees TLS and no more. It has no deadline of its own: who is out of time closes the socket.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "common/http/connect/socket.hpp"
#include "common/http/connect/tunnel_answer.hpp"

namespace iw {

/// One CONNECT. Held by shared_ptr: its pending operations keep it and the wire alive until they end.
class ProxyTunnel : public std::enable_shared_from_this<ProxyTunnel> {
 public:
  /// Gets an empty text when the tunnel is open, else what the proxy did, without its name. Never called from inside start().
  using Callback = std::function<void(const std::string& refusal)>;

  /// `wire`: connected to the proxy.
  ProxyTunnel(std::shared_ptr<Wire> wire, Secret head, std::size_t max_answer)
      : wire_(std::move(wire)), head_(std::move(head)), answer_(max_answer) {}
  /// Sends the request and waits for its answer; once.
  void start(Callback callback);
  /// Drops the callback.
  void cancel() { callback_ = nullptr; }

 private:
  void read();
  void on_read(const boost::system::error_code& error, std::size_t size);
  void finish(const std::string& refusal);

  std::shared_ptr<Wire> wire_;
  Secret head_;
  TunnelAnswer answer_;
  std::array<char, 2048> buffer_{};
  Callback callback_;
};

}  // namespace iw
