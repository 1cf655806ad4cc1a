#include "common/http/connect/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>

#include "common/http/connect/client_certificate.hpp"

namespace iw {

namespace ssl = boost::asio::ssl;

namespace {

/// Alerts by which a server turns our certificate, or the lack of one, down (RFC 8446, section 6.2).
constexpr std::array kRefusals{SSL_AD_BAD_CERTIFICATE,     SSL_AD_UNSUPPORTED_CERTIFICATE, SSL_AD_CERTIFICATE_REVOKED,
                               SSL_AD_CERTIFICATE_EXPIRED, SSL_AD_CERTIFICATE_UNKNOWN,     SSL_AD_UNKNOWN_CA,
                               SSL_AD_ACCESS_DENIED,       SSL_AD_DECRYPT_ERROR,           SSL_AD_CERTIFICATE_REQUIRED};

/// Is it one of them? Every alert that was received stands in OpenSSL's error as its number plus an offset.
bool is_refusal(const boost::system::error_code& error) {
  if (error.category() != boost::asio::error::get_ssl_category()) return false;
  const int alert = ERR_GET_REASON(static_cast<unsigned long>(static_cast<unsigned>(error.value()))) - SSL_AD_REASON_OFFSET;
  return std::find(kRefusals.begin(), kRefusals.end(), alert) != kRefusals.end();
}

boost::system::error_code load_roots(ssl::context& context, const std::string& ca_file) {
  boost::system::error_code error;
  if (ca_file.empty())
    context.set_default_verify_paths(error);
  else
    context.load_verify_file(ca_file, error);
  return error;
}

}  // namespace

Result<ssl::context> make_tls_context(const TlsFiles& files) {
  ssl::context context{ssl::context::tls_client};
  boost::system::error_code error;
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_session_cache_mode(context.native_handle(), SSL_SESS_CACHE_OFF);
  context.set_verify_mode(ssl::verify_peer, error);
  if (error) return Error{"TLS cannot be set up: " + error.message()};
  if ((error = load_roots(context, files.ca_file)))
    return Error{"root certificates cannot be read from " + (files.ca_file.empty() ? std::string{"the system's store"} : files.ca_file) + ": " +
                 error.message() + "; expected a PEM file"};
  if (const auto refusal = load_client_certificate(context, files.certificate_file, files.key_file)) return *refusal;
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
  if (is_refusal(error)) return "TLS refused: the server does not take our client certificate, or wants one (" + error.message() + ")";
  return "TLS refused: " + error.message();
}

bool is_refusal_of_our_certificate(TlsStream& stream, const boost::system::error_code& error) {
  return SSL_version(stream.native_handle()) == TLS1_3_VERSION && is_refusal(error);
}

}  // namespace iw
