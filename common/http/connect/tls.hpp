// The client side of TLS: at least 1.2, the peer's certificate and host name verified against the system's roots or a given file, and a certificate
// of our own where one is configured. Loop thread. No session is resumed: each handshake verifies the peer anew.
#pragma once

#include <string>
#include <string_view>

#include "common/error.hpp"
#include "common/http/connect/socket.hpp"

namespace iw {

/// The PEM files that TLS rests on.
struct TlsFiles {
  std::string ca_file;           ///< trusted roots; empty: the system's
  std::string certificate_file;  ///< our certificate, its chain behind it; empty: none
  std::string key_file;          ///< its private key, not encrypted; empty together with certificate_file
};

/// A context that refuses what it cannot verify. The error names the file.
[[nodiscard]] Result<boost::asio::ssl::context> make_tls_context(const TlsFiles& files);

/// Prepares a stream for this host: server name indication, and the name that the certificate must bear.
void expect_host(TlsStream& stream, const std::string& host);

/// Why a handshake failed, for people: names the certificate's fault where there is one.
[[nodiscard]] std::string describe_handshake_failure(TlsStream& stream, const boost::system::error_code& error);

/// Did reading end because the server refused our certificate? In TLS 1.3 its verdict comes when the handshake is over for us and the request may
/// have gone out; the server has not read a byte of it then, for it takes none before its own end of the handshake (RFC 8446, section 4.4.2.4). Only
/// to be asked about the first thing that a connection receives.
[[nodiscard]] bool is_refusal_of_our_certificate(TlsStream& stream, const boost::system::error_code& error);

}  // namespace iw
