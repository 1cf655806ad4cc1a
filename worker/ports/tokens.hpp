// The accounts' tokens, by version: no token itself passes here.
// The engine knows only this interface: Kafka and HTTP stand behind it, and the simulation puts its own there. Calls and callbacks happen on the loop
// thread, and a callback never comes from inside the call that asked for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace iw {

/// The accounts' tokens. A token is known by its version: 0 means that there is none now, and each new token has a higher one.
class Tokens {
 public:
  virtual ~Tokens() = default;
  /// The newest version of the account's token; 0: none. Accounts of kind `none` always have 1.
  [[nodiscard]] virtual std::uint64_t version(std::size_t account) const = 0;
  /// Can this kind be renewed at all?
  [[nodiscard]] virtual bool renewable(std::size_t account) const = 0;
  /// Asks for a new token; TokenEvents::on_token_renewed or on_token_trouble follows. One renewal serves all who ask while it runs.
  virtual void renew(std::size_t account) = 0;
  /// Raw tokens and secrets of the account, the refused one of a moment ago included: what must not be shown.
  [[nodiscard]] virtual std::span<const std::string> secrets(std::size_t account) const = 0;
};

/// What the tokens tell the engine. An account starts as if on_token_trouble had been called when its version is 0.
class TokenEvents {
 public:
  virtual ~TokenEvents() = default;
  /// A renewal ended, or a new token was found (a file changed). version() may or may not have risen: the same token can come back.
  virtual void on_token_renewed(std::size_t account) = 0;
  /// No token can be had now. `message` says why and what to do; `errcode` is the token call's, where one was answered.
  virtual void on_token_trouble(std::size_t account, std::optional<std::int64_t> errcode, std::string message) = 0;
};

}  // namespace iw
