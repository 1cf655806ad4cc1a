// The TLS context in force, made anew when one of its files changes on disk, so that a certificate can be renewed while the worker runs. Loop thread;
// looks at the disk at most once a second, and only when a connection is opened. Connections that are open keep what they were opened with.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "common/http/connect/tls.hpp"

namespace iw {

/// Holds a context that can be used. Files that cannot be used are tried again every second (the two halves of a pair are seldom written at once);
/// until they can, the context before them goes on being used.
class LiveTlsContext {
 public:
  /// The error names the file.
  [[nodiscard]] static Result<LiveTlsContext> create(const TlsFiles& files);

  /// The context for a connection that is opened now. A stream that is made of it stays good when it is replaced.
  [[nodiscard]] boost::asio::ssl::context& current(TimePoint now);
  /// What is wrong with the files as they are on disk now, while an older state of them is in use; else empty.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  /// The same as the end of a sentence on a refused connection: trouble is often its cause.
  [[nodiscard]] std::string describe_trouble() const;

 private:
  /// What tells one state of a file from another; all zero: there is none.
  struct Stamp {
    long long seconds = 0;
    long long nanoseconds = 0;
    long long size = 0;
    unsigned long long inode = 0;
    bool operator==(const Stamp&) const = default;
  };
  using Stamps = std::array<Stamp, 3>;

  LiveTlsContext(const TlsFiles& files, const Stamps& seen, boost::asio::ssl::context context)
      : files_(files), seen_(seen), context_(std::move(context)) {}
  [[nodiscard]] static Stamps look(const TlsFiles& files);
  [[nodiscard]] static Stamp look(const std::string& path);
  void reload(const Stamps& found);

  TlsFiles files_;
  Stamps seen_;
  boost::asio::ssl::context context_;
  std::string trouble_;
  TimePoint next_look_{};
};

}  // namespace iw
