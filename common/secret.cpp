#include "common/secret.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

namespace iw {

void Secret::wipe() noexcept {
  // A compiler may drop a memset of memory that dies; OPENSSL_cleanse is not dropped.
  if (!value_.empty()) OPENSSL_cleanse(value_.data(), value_.size());
  value_.clear();
}

bool is_secret_option(std::string_view name) {
  constexpr std::array<std::string_view, 8> kWords{"password", "secret", "token", "jaas", ".pem", "oauthbearer.config", "key", "kinit.cmd"};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) { return name.find(word) != std::string_view::npos; });
}

}  // namespace iw
