#include "common/http/connect/client_certificate.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace iw {

namespace {

struct Free {
  void operator()(BIO* file) const { BIO_free(file); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

/// OpenSSL's words for what it met, and an empty error queue: what is left there would be taken for the next caller's failure.
std::string take_reason() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  std::string text = reason != nullptr ? reason : "no such PEM block in it";
  ERR_clear_error();
  return text;
}

/// Why a file cannot be opened; empty when it can.
std::string open_error(const std::string& path) {
  const std::unique_ptr<BIO, Free> file{BIO_new_file(path.c_str(), "r")};
  const std::string why = file ? "" : std::strerror(errno);
  ERR_clear_error();
  return why;
}

/// Asked for a pass phrase: notes it and has none.
int refuse_pass_phrase(char*, int, int, void* was_asked) {
  *static_cast<bool*>(was_asked) = true;
  return -1;
}

std::optional<Error> load_key(SSL_CTX* context, const std::string& certificate_file, const std::string& key_file) {
  const std::unique_ptr<BIO, Free> file{BIO_new_file(key_file.c_str(), "r")};
  bool is_encrypted = false;
  const std::unique_ptr<EVP_PKEY, Free> key{PEM_read_bio_PrivateKey(file.get(), nullptr, &refuse_pass_phrase, &is_encrypted)};
  const auto reason = take_reason();
  if (is_encrypted) return Error{"the client key in " + key_file + " is encrypted; expected one without a pass phrase"};
  if (!key) return Error{"the client key cannot be read from " + key_file + ": " + reason + "; expected a private key as PEM"};
  const bool fits = SSL_CTX_use_PrivateKey(context, key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
  ERR_clear_error();
  if (!fits) return Error{"the client key in " + key_file + " does not belong to the first certificate in " + certificate_file};
  return std::nullopt;
}

}  // namespace

std::optional<Error> load_client_certificate(boost::asio::ssl::context& context, const std::string& certificate_file, const std::string& key_file) {
  if (certificate_file.empty() && key_file.empty()) return std::nullopt;
  if (certificate_file.empty() || key_file.empty())
    return Error{"a client certificate needs both its file and the file of its key, found one of them"};
  if (const auto why = open_error(certificate_file); !why.empty())
    return Error{"the client certificate cannot be read from " + certificate_file + ": " + why};
  if (const auto why = open_error(key_file); !why.empty()) return Error{"the client key cannot be read from " + key_file + ": " + why};
  if (SSL_CTX_use_certificate_chain_file(context.native_handle(), certificate_file.c_str()) != 1)
    return Error{"the client certificate cannot be read from " + certificate_file + ": " + take_reason() +
                 "; expected PEM, our certificate first and its chain behind it"};
  return load_key(context.native_handle(), certificate_file, key_file);
}

}  // namespace iw
