#include "tests/support/test_certificates.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <functional>
#include <stdexcept>

namespace iw::testing {

namespace {

struct Signer {
  X509* certificate;
  EVP_PKEY* key;
};

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  if (extension == nullptr) throw std::runtime_error("OpenSSL refused the certificate extension " + value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// A certificate with everything but its extensions and signature. A null issuer: the certificate itself.
X509* draft(EVP_PKEY* key, const char* name, const Leaf& leaf, const X509* issuer) {
  static std::atomic<long> serial{1};
  X509* certificate = X509_new();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate), leaf.valid_from.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate), leaf.valid_to.count());
  X509_set_pubkey(certificate, key);
  X509_NAME* subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  X509_set_issuer_name(certificate, issuer != nullptr ? X509_get_subject_name(issuer) : subject);
  return certificate;
}

std::string as_text(const std::function<int(BIO*)>& write) {
  BIO* memory = BIO_new(BIO_s_mem());
  write(memory);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string text{data, static_cast<std::size_t>(size)};
  BIO_free(memory);
  return text;
}

std::string pem(X509* certificate) {
  return as_text([=](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

TlsIdentity make_leaf(const Leaf& leaf, const Signer* signer) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = draft(key, "leaf", leaf, signer != nullptr ? signer->certificate : nullptr);
  add_extension(certificate, signer != nullptr ? signer->certificate : certificate, NID_subject_alt_name, leaf.names);
  X509_sign(certificate, signer != nullptr ? signer->key : key, EVP_sha256());
  const auto write_key = [=](BIO* out) { return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); };
  TlsIdentity identity{pem(certificate), as_text(write_key)};
  X509_free(certificate);
  EVP_PKEY_free(key);
  return identity;
}

}  // namespace

TestAuthority::TestAuthority() : key_(EVP_EC_gen("P-256")) {
  if (!key_) throw std::runtime_error("OpenSSL made no key");
  certificate_.reset(draft(key_.get(), "test authority", {}, nullptr));
  add_extension(certificate_.get(), certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate_.get(), certificate_.get(), NID_key_usage, "critical,keyCertSign");
  X509_sign(certificate_.get(), key_.get(), EVP_sha256());
}

TlsIdentity TestAuthority::issue(const Leaf& leaf) const {
  const Signer signer{certificate_.get(), key_.get()};
  return make_leaf(leaf, &signer);
}

std::string TestAuthority::root() const { return pem(certificate_.get()); }

TlsIdentity self_signed(const Leaf& leaf) { return make_leaf(leaf, nullptr); }

}  // namespace iw::testing
