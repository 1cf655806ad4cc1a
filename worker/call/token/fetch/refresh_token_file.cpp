#include "worker/call/token/fetch/refresh_token_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

namespace iw {

namespace {

/// A descriptor that is closed at the end.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }

 private:
  int number_;
};

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const auto wrote = ::write(file, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

/// The file behind links: renaming over a link would cut it off from what it points to.
std::string real_path(const std::string& path) {
  std::error_code error;
  const auto real = std::filesystem::canonical(path, error);
  return error ? path : real.string();
}

std::string folder_of(const std::string& path) {
  const auto folder = std::filesystem::path{path}.parent_path().string();
  return folder.empty() ? "." : folder;
}

/// Writes a new file beside `path` and puts it there in one step. errno tells why not.
bool put_file(const std::string& path, std::string_view text) {
  std::string beside = path + ".XXXXXX";
  const Descriptor file{::mkostemp(beside.data(), O_CLOEXEC)};  // mode 0600
  if (!file.open()) return false;
  const Descriptor folder{::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  const bool put = folder.open() && write_all(file.get(), text) && ::fsync(file.get()) == 0 && ::rename(beside.c_str(), path.c_str()) == 0;
  if (!put) {
    const int why = errno;
    ::unlink(beside.c_str());
    errno = why;
    return false;
  }
  return ::fsync(folder.get()) == 0;  // or the rename could be lost with the machine
}

}  // namespace

Result<Secret> RefreshTokenFile::current() {
  auto held = file_.read();
  if (!unwritten_) return held;
  if (held && !(*held == unwritten_->used)) {
    unwritten_.reset();
    return held;
  }
  if (auto written = write(unwritten_->next); !written) return written.error();
  Secret next = std::move(unwritten_->next);
  unwritten_.reset();
  return next;
}

Result<void> RefreshTokenFile::replace(const Secret& used, const Secret& next) {
  auto written = write(next);
  if (!written) unwritten_ = Unwritten{used, next};
  return written;
}

Result<void> RefreshTokenFile::write(const Secret& next) const {
  if (put_file(real_path(file_.path()), next.reveal())) return {};
  return Error{"the new refresh token cannot be written to refresh_token_file " + file_.path() + ": " + std::strerror(errno) +
               "; it is kept in memory and written again, but lost if this worker ends: let it write the file and create files in its folder"};
}

}  // namespace iw
