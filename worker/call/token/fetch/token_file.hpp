// A file that holds one token or secret and may be replaced at any time. Loop thread; it reads a few bytes from the disk.
// It never shows what it holds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/error.hpp"
#include "common/file_stamp.hpp"
#include "common/secret.hpp"

namespace iw {

/// The longest token that is taken, in bytes.
inline constexpr std::size_t kMaxToken = 8192;

/// Can this be a token: 1 to 8192 bytes of visible ASCII?
[[nodiscard]] bool is_token(std::string_view text);

/// Reads a file again when it changes.
class TokenFile {
 public:
  /// `what` it holds, for sentences: "token", "app secret".
  explicit TokenFile(std::string path, std::string what = "token") : path_(std::move(path)), what_(std::move(what)) {}

  /// Looks whether the file has changed since the last look; it is opened only when its stat() has. Nothing: it has not. Otherwise what it holds now,
  /// trimmed, or why that cannot be used; the error names the file and what to do, never the content.
  [[nodiscard]] std::optional<Result<Secret>> look();
  /// The same, whether it has changed or not.
  [[nodiscard]] Result<Secret> read();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  [[nodiscard]] Error trouble(std::string_view text) const;
  std::string path_;
  std::string what_;
  FileStamp seen_ = FileStamp::never();
};

}  // namespace iw
