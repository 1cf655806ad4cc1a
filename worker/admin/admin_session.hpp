// One connection of the admin port: reads requests, writes answers, within bounds of size, number and time. The admin port's thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "worker/admin/admin_routes.hpp"

namespace iw {

/// Bounds of a connection. Tests make them smaller.
struct AdminBounds {
  std::size_t connections = 128;             ///< open at once; one more ends the oldest
  std::size_t header_bytes = 8192;           ///< of a request; a body is never read
  int requests = 100;                        ///< of one connection
  std::chrono::milliseconds patience{5000};  ///< for a whole request's header, and for a client to take the answer
};

/// Serves one connection. Held by shared_ptr; serve() runs until the connection ends.
class AdminSession {
 public:
  AdminSession(boost::asio::ip::tcp::socket socket, const WorkerView& worker, const AdminBounds& bounds)
      : stream_(std::move(socket)), buffer_(bounds.header_bytes), worker_(worker), bounds_(bounds) {}

  /// Request after request, until the client, a bound or close() ends it.
  [[nodiscard]] boost::asio::awaitable<void> serve();
  /// Ends the connection; serve() returns soon after.
  void close();

 private:
  [[nodiscard]] boost::asio::awaitable<bool> serve_one();
  [[nodiscard]] boost::asio::awaitable<void> write(AdminAnswer answer, bool is_head, bool keep);

  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  const WorkerView& worker_;
  const AdminBounds& bounds_;
};

}  // namespace iw
