// The way to an open connection: look-up, TCP, the proxy's tunnel, the TLS handshake. Loop thread. Whatever goes wrong here, the API has not got a
// byte of a request. It has no deadline of its own: who is out of time asks where it stands and calls cancel().
#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "common/http/connect/connect_race.hpp"
#include "common/http/connect/connect_setting.hpp"
#include "common/http/connect/proxy_tunnel.hpp"
#include "common/http/connect/socket.hpp"

namespace iw {

/// One connection on its way. Held by shared_ptr: its pending operations keep it alive until they end.
class Opening : public std::enable_shared_from_this<Opening> {
 public:
  /// Why there is no wire.
  struct Failure {
    std::string what;
    bool local_want = false;  ///< it is this machine that could not
  };
  /// Gets an open wire; or nothing, and what happened. Never called from inside start().
  using Callback = std::function<void(std::shared_ptr<Wire> wire, const Failure& failure)>;

  /// The setting must live until the callback was called or dropped.
  explicit Opening(ConnectSetting& setting) : setting_(setting) {}
  /// Sets out; once.
  void start(Callback callback);
  /// What it waits for, for the sentence that ends it: "the look-up of …", "the TLS handshake".
  [[nodiscard]] std::string waits_for() const;
  /// Closes what is open and drops the callback.
  void cancel();

 private:
  enum class Step : std::uint8_t { resolving, connecting, tunnelling, securing };

  void on_resolved(const boost::system::error_code& error, const Endpoints& endpoints);
  void on_connected(const boost::system::error_code& error, Socket socket);
  void open_tunnel();
  void secure();
  void finish(const Failure& failure);
  [[nodiscard]] const std::string& host() const { return setting_.proxy ? setting_.proxy->host : setting_.url.host; }
  [[nodiscard]] std::string target() const;

  ConnectSetting& setting_;
  Step step_ = Step::resolving;
  std::shared_ptr<ConnectRace> race_;
  std::shared_ptr<ProxyTunnel> tunnel_;
  std::shared_ptr<Wire> wire_;
  Callback callback_;  ///< empty once it has ended
};

}  // namespace iw
