// The tokens that the sandbox gives out. Any thread (one mutex). Tokens that it never gave out are none of its business: any text will do as a token.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "common/clock.hpp"

namespace iw {

/// A token and the rest of its life.
struct GivenToken {
  std::string token;
  std::int64_t expires_in = 0;  ///< seconds, at least 1
};

/// One token per owner (appid), the same for every caller until the last part of its life, as WeChat's stable endpoint does it: from then on a new
/// one is given out, and both are good until the old one's end.
class TokenBook {
 public:
  explicit TokenBook(std::chrono::seconds life) : life_(life) {}
  /// The owner's token; a new one when it has none, its life is nearly over (five minutes, or half of a short one, are left), or `force` is set: that
  /// ends the one before.
  [[nodiscard]] GivenToken give(const std::string& owner, bool force, TimePoint now);
  /// 0, or 42001 for a token of ours whose life is over, or 40001 for one that a forced refresh has ended.
  [[nodiscard]] std::int64_t judge(std::string_view token, TimePoint now) const;

 private:
  /// How long a token is good.
  struct Life {
    TimePoint until;
    bool ended = false;
  };
  std::string make(TimePoint now);

  std::chrono::seconds life_;
  mutable std::mutex mutex_;                        ///< guards everything below
  std::map<std::string, std::string> newest_;       ///< owner → token
  std::map<std::string, Life, std::less<>> lives_;  ///< by token; all are forgotten when there are too many
  std::uint64_t given_ = 0;
};

}  // namespace iw
