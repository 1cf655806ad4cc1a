// `accounts.*.token` while it is being read: its keys, and the two ways between what stands in a file and TokenSettings. Plain data, one thread.
// How its keys must fit one another is check_token.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/config/declaration.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// A token section as it stands in the file.
struct TokenDraft {
  std::string kind;            ///< empty: not given
  std::string component_kind;  ///< empty: not given
  TokenSettings given;         ///< all but the two kinds
};

/// All keys of a token section, bound to the draft, which must stay where it is.
[[nodiscard]] config::Section declare_token(TokenDraft& draft);

/// The settings that a draft without problems stands for.
[[nodiscard]] TokenSettings token_of(const TokenDraft& draft);
/// The reverse: a draft that token_of makes these settings from.
[[nodiscard]] TokenDraft draft_of(const TokenSettings& settings);

/// "none", "static", "file", "stable", "service", "authorizer": as the configuration and /statusz name it.
[[nodiscard]] std::string name_of(TokenKind kind);
/// All of these, in this order.
[[nodiscard]] std::vector<std::string> token_kind_names();

}  // namespace iw
