// Makes the sources of the accounts' tokens out of the settings. Once, at start. Kinds none, static and file have none: the store looks at their
// files itself.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/clock.hpp"
#include "worker/answer/error_class.hpp"
#include "worker/call/token/fetch/component_token.hpp"
#include "worker/call/token/fetch/token_call.hpp"
#include "worker/call/token/fetch/token_source.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// What all sources use; it must outlive them.
struct TokenTools {
  TokenCaller& caller;
  const ErrorTable& errors;
  const Clock& clock;
  std::function<double()> jitter;  ///< numbers in [0, 1)
};

/// The maker. Accounts with the same component_appid and the same `component` share one component token.
class TokenSources {
 public:
  TokenSources(const Settings& settings, TokenTools tools) : settings_(settings), tools_(std::move(tools)) {}
  /// The source of an account's token; nullptr for kinds that need none.
  [[nodiscard]] std::unique_ptr<TokenSource> make(const TokenSettings& token);

 private:
  [[nodiscard]] std::unique_ptr<TokenSource> make_stable(const TokenSettings& token) const;
  [[nodiscard]] std::unique_ptr<TokenSource> make_service(const std::string& url, const Secret& bearer, const std::string& bearer_file) const;
  [[nodiscard]] std::unique_ptr<TokenSource> make_ticket(const std::string& appid, const ComponentSettings& component) const;
  [[nodiscard]] std::unique_ptr<TokenSource> make_component(const std::string& appid, const ComponentSettings& component) const;
  [[nodiscard]] std::shared_ptr<ComponentToken> component_of(const TokenSettings& token);

  /// A component token and the settings that it was made from.
  struct Shared {
    std::string appid;
    ComponentSettings settings;
    std::shared_ptr<ComponentToken> token;
  };
  const Settings& settings_;
  TokenTools tools_;
  std::vector<Shared> components_;
};

}  // namespace iw
