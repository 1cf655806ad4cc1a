#include "common/http/connect/live_tls_context.hpp"

#include <sys/stat.h>

#include <chrono>
#include <utility>

namespace iw {

namespace {

constexpr std::chrono::seconds kBetweenLooks{1};

}  // namespace

Result<LiveTlsContext> LiveTlsContext::create(const TlsFiles& files) {
  // Looked at before they are read: a change in between is seen later, never missed.
  const auto seen = look(files);
  auto context = make_tls_context(files);
  if (!context) return context.error();
  return LiveTlsContext{files, seen, std::move(*context)};
}

boost::asio::ssl::context& LiveTlsContext::current(TimePoint now) {
  const bool has_files = !files_.ca_file.empty() || !files_.certificate_file.empty();
  if (has_files && now >= next_look_) {
    next_look_ = now + kBetweenLooks;
    const auto found = look(files_);
    if (found != seen_ || !trouble_.empty()) reload(found);
  }
  return context_;
}

void LiveTlsContext::reload(const Stamps& found) {
  seen_ = found;
  auto context = make_tls_context(files_);
  trouble_ = context ? "" : context.error().message;
  if (context) context_ = std::move(*context);
}

std::string LiveTlsContext::describe_trouble() const {
  return trouble_.empty() ? "" : "; the TLS files have changed and the new ones are not used: " + trouble_;
}

LiveTlsContext::Stamps LiveTlsContext::look(const TlsFiles& files) {
  return {look(files.ca_file), look(files.certificate_file), look(files.key_file)};
}

LiveTlsContext::Stamp LiveTlsContext::look(const std::string& path) {
  struct stat info {};
  if (path.empty() || ::stat(path.c_str(), &info) != 0) return {};
  return {info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_size, info.st_ino};
}

}  // namespace iw
