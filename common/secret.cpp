#include "common/secret.hpp"

#include <openssl/crypto.h>

namespace iw {

void Secret::wipe() noexcept {
  // A compiler may drop a memset of memory that dies; OPENSSL_cleanse is not dropped.
  if (!value_.empty()) OPENSSL_cleanse(value_.data(), value_.size());
  value_.clear();
}

}  // namespace iw
