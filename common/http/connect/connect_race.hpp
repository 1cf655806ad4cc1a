// Connects to the first of several addresses that lets us in ("happy eyeballs", RFC 8305, section 5): a host whose IPv6 or whose first machine is
// dead costs a quarter of a second, not a whole connect time. Loop thread. It has no deadline of its own: who is out of time calls cancel().
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "common/http/connect/address_order.hpp"
#include "common/http/connect/socket.hpp"

namespace iw {

/// One race. Held by shared_ptr: its pending operations keep it alive until they end.
class ConnectRace : public std::enable_shared_from_this<ConnectRace> {
 public:
  /// Gets the connected socket; or the first address's error that says something, and a socket that is of no use. Never called from inside start().
  using Callback = std::function<void(const boost::system::error_code& error, Socket socket)>;

  /// `order`: the addresses in the order to try them, at least one. `delay`: how long an attempt runs alone before the next one begins beside it.
  ConnectRace(boost::asio::io_context& loop, Endpoints order, std::chrono::milliseconds delay);
  /// Begins with the first address; once.
  void start(Callback callback);
  /// Closes all attempts and drops the callback.
  void cancel();

 private:
  void begin_next();
  void watch();
  void on_end(std::size_t attempt, const boost::system::error_code& error);
  void finish(const boost::system::error_code& error, Socket socket);

  boost::asio::io_context& loop_;
  Endpoints order_;
  std::chrono::milliseconds delay_;
  boost::asio::steady_timer timer_;
  std::vector<Socket> attempts_;  ///< one for each address tried so far; never grows beyond its first capacity, so that none moves
  std::size_t under_way_ = 0;
  std::optional<boost::system::error_code> telling_;  ///< the first failure that says something of the host
  Callback callback_;  ///< empty once the race is over
};

}  // namespace iw
