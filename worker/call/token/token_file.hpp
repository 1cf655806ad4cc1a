// A file that holds one token and may be replaced at any time. Loop thread. It opens the file only when its stat() has changed.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>

#include "common/error.hpp"
#include "common/secret.hpp"

namespace iw {

/// Reads a token file again when it changes.
class TokenFile {
 public:
  explicit TokenFile(std::string path) : path_(std::move(path)) {}

  /// Looks whether the file has changed since the last look. Nothing: it has not. Otherwise what it holds now, trimmed, or why that cannot be used;
  /// the error names the file and what to do, never the content.
  [[nodiscard]] std::optional<Result<Secret>> look();
  /// The same, whether it has changed or not.
  [[nodiscard]] Result<Secret> read();

 private:
  std::string path_;
  /// What tells one state of the file from another.
  struct Stamp {
    std::int64_t seconds = -1, nanoseconds = -1, size = -1;
    std::int64_t changed_seconds = -1, changed_nanoseconds = -1;  ///< of its permissions, too
    std::uint64_t inode = 0;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  [[nodiscard]] Stamp stamp() const;
  Stamp seen_{-2, -2, -2, -2, -2, 0};
};

}  // namespace iw
