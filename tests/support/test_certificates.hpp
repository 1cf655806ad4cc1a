// Certificates for tests, made when needed: an authority of its own, and leaves with the faults that a client must refuse. One thread.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <chrono>
#include <memory>
#include <string>

namespace iw::testing {

/// What a TLS server shows, as PEM.
struct TlsIdentity {
  std::string certificate;
  std::string key;
  bool only_old_versions = false;  ///< the server speaks TLS 1.0 and 1.1 only
  bool up_to_1_2 = false;          ///< the server speaks nothing newer than TLS 1.2
  std::string client_root = {};    ///< PEM: the server wants a client certificate that this authority signed; empty: it asks for none
};

/// What a leaf says of itself.
struct Leaf {
  std::string names = "DNS:localhost,IP:127.0.0.1";           ///< its subjectAltName
  std::chrono::seconds valid_from = -std::chrono::hours{48};  ///< from now
  std::chrono::seconds valid_to = std::chrono::hours{48};     ///< from now
};

/// A root with a fresh key. Throws when OpenSSL cannot make one.
class TestAuthority {
 public:
  TestAuthority();
  /// A leaf that this authority signed.
  [[nodiscard]] TlsIdentity issue(const Leaf& leaf = {}) const;
  /// The root, PEM.
  [[nodiscard]] std::string root() const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
  };
  std::unique_ptr<EVP_PKEY, Free> key_;
  std::unique_ptr<X509, Free> certificate_;
};

/// A leaf that nobody but itself signed.
[[nodiscard]] TlsIdentity self_signed(const Leaf& leaf = {});

}  // namespace iw::testing
