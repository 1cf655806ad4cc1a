// Host name → addresses, kept for a few seconds so that a burst of new connections asks once. Loop thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/clock.hpp"

namespace iw {

/// Resolves one host and port.
class HostResolver {
 public:
  using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;
  /// Gets the addresses, or an error and none. Never called from inside resolve().
  using Callback = std::function<void(const boost::system::error_code& error, const Endpoints& endpoints)>;

  HostResolver(boost::asio::io_context& loop, std::string host, std::string port);
  /// One look-up serves all who ask while it runs and for a few seconds after. A failed one is not kept.
  void resolve(Callback callback);
  /// Drops callbacks that have not been called.
  void cancel();

 private:
  void finished(const boost::system::error_code& error);

  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::io_context& loop_;
  std::string host_;
  std::string port_;
  Endpoints known_;
  TimePoint known_until_{};
  std::vector<Callback> waiting_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();  ///< a look-up that has begun is not cancelled: its end must see that we are gone
};

}  // namespace iw
