// What tells one state of a file from another without reading it. Any thread; one system call.
#pragma once

#include <cstdint>
#include <string>

namespace iw {

/// Equal stamps: the file has not changed, as far as the file system can say. A file that is not there has a stamp of its own.
struct FileStamp {
  std::int64_t seconds = -1, nanoseconds = -1, size = -1;
  std::int64_t changed_seconds = -1, changed_nanoseconds = -1;  ///< of its permissions and links, too
  std::uint64_t inode = 0;
  friend bool operator==(const FileStamp&, const FileStamp&) = default;

  /// A stamp that no file has: the first look at any file finds a change.
  [[nodiscard]] static FileStamp never() { return {-2, -2, -2, -2, -2, 0}; }
};

/// The file's stamp now; symbolic links are followed, so that a mounted secret that is switched over is seen.
[[nodiscard]] FileStamp stamp_of(const std::string& path);

}  // namespace iw
