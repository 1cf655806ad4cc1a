#include "common/http/tls.hpp"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <boost/asio/ip/address.hpp>

namespace iw {

namespace ssl = boost::asio::ssl;

Result<ssl::context> make_tls_context(const std::string& ca_file) {
  ssl::context context{ssl::context::tls_client};
  boost::system::error_code error;
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.set_verify_mode(ssl::verify_peer, error);
  if (error) return Error{"TLS cannot be set up: " + error.message()};
  if (ca_file.empty())
    context.set_default_verify_paths(error);
  else
    context.load_verify_file(ca_file, error);
  if (error)
    return Error{"root certificates cannot be read from " + (ca_file.empty() ? std::string{"the system's store"} : ca_file) + ": " + error.message() +
                 "; expected a PEM file"};
  return context;
}

void expect_host(TlsStream& stream, const std::string& host) {
  stream.set_verify_callback(ssl::host_name_verification{host});
  boost::system::error_code not_an_address;
  boost::asio::ip::make_address(host, not_an_address);
  // RFC 6066: a server name is a DNS name, never an address.
  if (not_an_address) SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
}

std::string describe_handshake_failure(TlsStream& stream, const boost::system::error_code& error) {
  const long verdict = SSL_get_verify_result(stream.native_handle());
  // The chain is good and the callback of expect_host() said no: OpenSSL has no word for that.
  if (verdict == X509_V_ERR_UNSPECIFIED) return "TLS refused: the certificate is not for this host name";
  if (verdict != X509_V_OK) return std::string{"TLS refused: "} + X509_verify_cert_error_string(verdict);
  return "TLS refused: " + error.message();
}

}  // namespace iw
