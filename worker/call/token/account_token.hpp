// One account's token: what it is, which version, until when, and what of it must not be shown. Loop thread. It knows nothing of where it came from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/secret.hpp"
#include "worker/call/token/fetch/known_secrets.hpp"

namespace iw {

/// The token. Each new one has a higher version; version 0 means that there is none now.
class AccountToken {
 public:
  /// Puts a token in place; `ends` is nothing when that is not known. False: it is the same one, and only its end is new.
  bool put(Secret token, TimePoint now, std::optional<TimePoint> ends);
  /// Its life is over: no token is better than one that is refused for certain. It is not shown all the same.
  void expire();
  /// The life of the token that is in place is over.
  [[nodiscard]] bool has_ended(TimePoint now) const { return version_ != 0 && ends_ && now >= *ends_; }
  /// For an account without any token: a version, for good.
  void need_none() { version_ = ++versions_; }

  [[nodiscard]] std::uint64_t version() const { return version_; }
  [[nodiscard]] const Secret& text() const { return token_; }
  /// When it was put in place, and when its life is over; nothing without a token, and where the end is not known.
  [[nodiscard]] std::optional<TimePoint> since() const { return token_.empty() ? std::nullopt : std::optional{since_}; }
  [[nodiscard]] std::optional<TimePoint> ends() const { return token_.empty() ? std::nullopt : ends_; }
  /// This token and the one before.
  [[nodiscard]] const KnownSecrets& secrets() const { return secrets_; }

 private:
  Secret token_;
  std::uint64_t version_ = 0;
  std::uint64_t versions_ = 0;  ///< given out so far
  TimePoint since_{};
  std::optional<TimePoint> ends_;
  KnownSecrets secrets_;
};

}  // namespace iw
