// The client side of TLS: at least 1.2, the peer's certificate and host name verified against the system's roots or a given file. Loop thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <string>

#include "common/error.hpp"

namespace iw {

/// A TCP socket whose executor is known at compile time: cheaper than the type-erased default.
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
/// A TLS layer over a socket that its connection owns.
using TlsStream = boost::asio::ssl::stream<Socket&>;

/// A context that refuses what it cannot verify. `ca_file`: PEM, empty for the system's roots. The error names the file.
[[nodiscard]] Result<boost::asio::ssl::context> make_tls_context(const std::string& ca_file);

/// Prepares a stream for this host: server name indication, and the name that the certificate must bear.
void expect_host(TlsStream& stream, const std::string& host);

/// Why a handshake failed, for people: names the certificate's fault where there is one.
[[nodiscard]] std::string describe_handshake_failure(TlsStream& stream, const boost::system::error_code& error);

}  // namespace iw
