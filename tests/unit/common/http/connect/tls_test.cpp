// What a TLS context allows, read from OpenSSL itself: what comes of it on the wire is http_tls_test's.
#include "common/http/connect/tls.hpp"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

namespace iw {
namespace {

namespace ssl = boost::asio::ssl;

struct Made {
  ssl::context context = make_tls_context({}).value();
  SSL_CTX* handle = context.native_handle();
};

TEST(Tls, SpeaksNothingOlderThan12) {
  const Made made;
  EXPECT_EQ(SSL_CTX_get_min_proto_version(made.handle), TLS1_2_VERSION);
  EXPECT_EQ(SSL_CTX_get_max_proto_version(made.handle), 0) << "0: the newest that OpenSSL has";
}

TEST(Tls, VerifiesThePeer) { EXPECT_EQ(SSL_CTX_get_verify_mode(Made{}.handle) & SSL_VERIFY_PEER, SSL_VERIFY_PEER); }

TEST(Tls, ResumesNoSession) { EXPECT_EQ(SSL_CTX_get_session_cache_mode(Made{}.handle), SSL_SESS_CACHE_OFF); }

TEST(Tls, NamesTheServerByItsNameButNotByItsAddress) {
  Made made;
  boost::asio::io_context loop;
  const auto sent_name = [&](const char* host) {
    Wire wire{Socket{loop}};
    wire.tls.emplace(wire.socket, made.context);
    expect_host(*wire.tls, host);
    const char* name = SSL_get_servername(wire.tls->native_handle(), TLSEXT_NAMETYPE_host_name);
    return std::string{name != nullptr ? name : ""};
  };
  EXPECT_EQ(sent_name("api.test"), "api.test");
  EXPECT_EQ(sent_name("127.0.0.1"), "");
  EXPECT_EQ(sent_name("::1"), "");
}

/// An alert that a server sent, as a read brings it.
boost::system::error_code alert(int number) {
  return {static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, SSL_AD_REASON_OFFSET + number)), boost::asio::error::get_ssl_category()};
}

TEST(Tls, TellsARefusalOfOurCertificateInTls13Only) {
  Made made;
  boost::asio::io_context loop;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Wire wire{Socket{loop}};
    wire.tls.emplace(wire.socket, made.context);
    SSL* tls = wire.tls->native_handle();
    SSL_set_max_proto_version(tls, version);
    SSL_connect(tls);  // as far as the first message, which stays in memory
    ASSERT_EQ(SSL_version(tls), version);
    EXPECT_EQ(is_refusal_of_our_certificate(*wire.tls, alert(SSL_AD_CERTIFICATE_REQUIRED)), version == TLS1_3_VERSION);
    EXPECT_EQ(is_refusal_of_our_certificate(*wire.tls, alert(SSL_AD_UNKNOWN_CA)), version == TLS1_3_VERSION);
    EXPECT_FALSE(is_refusal_of_our_certificate(*wire.tls, alert(SSL_AD_INTERNAL_ERROR)));
    EXPECT_FALSE(is_refusal_of_our_certificate(*wire.tls, alert(SSL_AD_CLOSE_NOTIFY)));
    EXPECT_FALSE(is_refusal_of_our_certificate(*wire.tls, boost::asio::error::connection_reset));
    EXPECT_FALSE(is_refusal_of_our_certificate(*wire.tls, boost::asio::ssl::error::stream_truncated));
  }
}

}  // namespace
}  // namespace iw
