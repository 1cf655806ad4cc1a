// The token on behalf of a merchant: refresh token file, component token, call, and the refresh token that comes back. Loop thread.
#pragma once

#include <memory>
#include <string>

#include "common/clock.hpp"
#include "worker/answer/error_class.hpp"
#include "worker/call/token/fetch/component_token.hpp"
#include "worker/call/token/fetch/known_secrets.hpp"
#include "worker/call/token/fetch/refresh_token_file.hpp"
#include "worker/call/token/fetch/token_answer.hpp"
#include "worker/call/token/fetch/token_call.hpp"
#include "worker/call/token/fetch/token_source.hpp"

namespace iw {

/// Who asks for whom.
struct AuthorizerNames {
  std::string base_url;
  std::string component_appid;
  std::string authorizer_appid;
};

/// Kind authorizer. A component token that is refused is replaced once. A refresh token that comes back changed is on the disk before the access
/// token beside it is handed over; when it cannot be written, that is trouble.
class AuthorizerSource final : public TokenSource {
 public:
  /// `caller`, `errors` and `clock` must outlive the source.
  AuthorizerSource(TokenCaller& caller, const ErrorTable& errors, const Clock& clock, AuthorizerNames names, std::string refresh_token_file,
                   std::shared_ptr<ComponentToken> component);

  void fetch(TokenDone done) override;
  void add_secrets(std::vector<std::string>& list) const override;
  [[nodiscard]] std::uint64_t secrets_revision() const override { return secrets_.revision() + component_->secrets_revision(); }

 private:
  void get_component(bool again);
  void call(const Secret& component_token, bool again);
  void on_answer(const HttpResult& result, const Secret& component_token, bool again);
  void on_token(TokenAnswer answer);
  void end(TokenOutcome outcome);

  TokenCaller& caller_;
  const ErrorTable& errors_;
  const Clock& clock_;
  AuthorizerNames names_;
  TokenAnswerForm form_;
  RefreshTokenFile file_;
  std::shared_ptr<ComponentToken> component_;
  KnownSecrets secrets_;
  Secret refresh_token_;  ///< of the fetch under way
  TokenDone done_;        ///< of the fetch under way
};

}  // namespace iw
