// What a token source has handled and must never be shown: the newest and the one before of each role. Loop thread.
// It replaces nothing itself: redact() does, with this list.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/secret.hpp"

namespace iw {

/// Secrets by their role. An answer to a call with the one before may still come, and may echo it: so two are kept.
class KnownSecrets {
 public:
  /// Takes the role's present secret; the same again, or an empty one, changes nothing.
  void remember(const std::string& role, const Secret& secret);
  /// Adds all of them to a list.
  void append_to(std::vector<std::string>& list) const;
  /// Grows with each change, so that a list made of it can be kept.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

 private:
  /// The newest and the one before.
  struct Pair {
    Secret now, before;
  };
  std::map<std::string, Pair> roles_;
  std::uint64_t revision_ = 0;
};

}  // namespace iw
