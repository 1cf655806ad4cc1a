#include "common/file_stamp.hpp"

#include <sys/stat.h>

namespace iw {

FileStamp stamp_of(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return {};
  return {info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_size, info.st_ctim.tv_sec, info.st_ctim.tv_nsec, info.st_ino};
}

}  // namespace iw
