// Where a token comes from: asked once, answers later. Loop thread. A source keeps no schedule and tries nothing twice by itself, but for what its
// header says; when to ask is the store's (token_store.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/clock.hpp"
#include "common/secret.hpp"
#include "worker/answer/error_class.hpp"

namespace iw {

/// A token as it was got.
struct FreshToken {
  Secret token;
  Duration life{};  ///< from the moment when it was asked for; zero: not known, so it is not kept for later
};

/// Why none could be got.
struct TokenTrouble {
  std::optional<std::int64_t> errcode;    ///< the token call's, where one was answered
  std::string message;                    ///< what happened and what to do; never a secret
  std::optional<ErrorClass> error_class;  ///< of the token call's answer; nothing when there was no call
  std::optional<Duration> retry_after{};  ///< as the answer asked
};

/// One of the two.
using TokenOutcome = std::variant<FreshToken, TokenTrouble>;
/// Who is told. Called exactly once; perhaps before the call that asked returns.
using TokenDone = std::function<void(TokenOutcome)>;

/// The source of one account's token, or of a platform's component token.
class TokenSource {
 public:
  virtual ~TokenSource() = default;
  /// Gets a token. Not while another one is being got.
  virtual void fetch(TokenDone done) = 0;
  /// Adds everything that this source has sent or received and that an answer could echo.
  virtual void add_secrets(std::vector<std::string>& list) const = 0;
  /// Grows with each change of that.
  [[nodiscard]] virtual std::uint64_t secrets_revision() const = 0;
};

}  // namespace iw
