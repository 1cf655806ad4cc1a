// The types that a connection is made of. Loop thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <optional>
#include <utility>

namespace iw {

/// A TCP socket whose executor is known at compile time: cheaper than the type-erased default.
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
/// A TLS layer over a socket that its Wire owns.
using TlsStream = boost::asio::ssl::stream<Socket&>;

/// A connection as bytes see it: the socket and, for https, TLS over it. It stays in its place while operations are pending on it.
struct Wire {
  explicit Wire(Socket connected) : socket(std::move(connected)) {}
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  Socket socket;
  std::optional<TlsStream> tls;
};

}  // namespace iw
