// The file with a merchant's refresh token: read before each renewal, since another worker may have written it, and written when another refresh
// token comes back. Loop thread; writing blocks for two fsyncs, about once in two hours at most.
#pragma once

#include <optional>
#include <string>

#include "common/error.hpp"
#include "common/secret.hpp"
#include "worker/call/token/fetch/token_file.hpp"

namespace iw {

/// The file, and the value that could not be written to it yet.
class RefreshTokenFile {
 public:
  explicit RefreshTokenFile(std::string path) : file_(std::move(path), "refresh token") {}

  /// The refresh token to be used now. What could not be written before is written first, unless the file holds something new by now: then another
  /// worker was faster, and its value counts. The error names the file and what to do.
  [[nodiscard]] Result<Secret> current();
  /// Puts `next` into the place of `used`: on return it is on the disk, whole, whatever happens to the process or the machine. On an error it is kept
  /// for current().
  [[nodiscard]] Result<void> replace(const Secret& used, const Secret& next);

 private:
  [[nodiscard]] Result<void> write(const Secret& next) const;

  /// A value that is not on the disk yet.
  struct Unwritten {
    Secret used, next;
  };
  TokenFile file_;
  std::optional<Unwritten> unwritten_;
};

}  // namespace iw
