// The refresh tokens of the sandbox's merchants. Any thread (one mutex).
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace iw {

/// One merchant's refresh token changes with each use, if that is switched on. The one before stays good until its successor is used for the first
/// time, so that an answer that got lost locks nobody out; any older one is refused.
class RefreshBook {
 public:
  explicit RefreshBook(bool rotates) : rotates_(rotates) {}
  /// The next refresh token for this merchant; empty when `used` is refused. The first one that a merchant uses is good, whatever it is.
  [[nodiscard]] std::string use(const std::string& merchant, std::string_view used);

 private:
  /// The good ones.
  struct Pair {
    std::string newest, before;
  };
  bool rotates_;
  std::mutex mutex_;  ///< guards everything below
  std::map<std::string, Pair> merchants_;
  std::uint64_t given_ = 0;
};

}  // namespace iw
