#include "worker/call/token/token_sources.hpp"

#include "worker/call/token/fetch/authorizer_source.hpp"
#include "worker/call/token/fetch/call_source.hpp"
#include "worker/settings/addresses.hpp"

namespace iw {

std::unique_ptr<TokenSource> TokenSources::make(const TokenSettings& token) {
  switch (token.kind) {
    case TokenKind::stable:
      return make_stable(token);
    case TokenKind::service:
      return make_service(token.url, token.bearer, token.bearer_file);
    case TokenKind::authorizer:
      return std::make_unique<AuthorizerSource>(tools_.caller, tools_.errors, tools_.clock,
                                                AuthorizerNames{settings_.api.base_url, token.component_appid, token.authorizer_appid},
                                                token.refresh_token_file, component_of(token));
    case TokenKind::none:
    case TokenKind::static_value:
    case TokenKind::file:
      break;
  }
  return nullptr;
}

std::unique_ptr<TokenSource> TokenSources::make_stable(const TokenSettings& token) const {
  auto make = [base_url = settings_.api.base_url, appid = token.appid,
               input = SecretInput{token.secret, token.secret_file, "app secret"}](KnownSecrets& secrets) mutable -> Result<TokenCall> {
    const auto secret = input.now();
    if (!secret) return secret.error();
    secrets.remember("app secret", *secret);
    return stable_token_call(base_url, appid, *secret);
  };
  return std::make_unique<CallSource>(tools_.caller, tools_.errors, tools_.clock, TokenAnswerForm{"/cgi-bin/stable_token"}, std::move(make));
}

std::unique_ptr<TokenSource> TokenSources::make_service(const std::string& url, const Secret& bearer, const std::string& bearer_file) const {
  auto make = [url, input = SecretInput{bearer, bearer_file, "bearer"}](KnownSecrets& secrets) mutable -> Result<TokenCall> {
    const auto address = parse_service_url(url);
    if (!address) return Error{"token service: " + address.error().message};
    const auto secret = input.now();
    if (!secret) return secret.error();
    secrets.remember("bearer", *secret);
    return service_token_call(*address, *secret);
  };
  TokenAnswerForm form{"the token service"};
  form.if_refused = "check what the token service is set up with";
  return std::make_unique<CallSource>(tools_.caller, tools_.errors, tools_.clock, std::move(form), std::move(make));
}

std::unique_ptr<TokenSource> TokenSources::make_ticket(const std::string& appid, const ComponentSettings& component) const {
  auto make = [base_url = settings_.api.base_url, appid, input = SecretInput{component.secret, component.secret_file, "component secret"},
               ticket_file = TokenFile{component.ticket_file, "component_verify_ticket"}](KnownSecrets& secrets) mutable -> Result<TokenCall> {
    const auto secret = input.now();
    if (!secret) return secret.error();
    const auto ticket = ticket_file.read();
    if (!ticket) return ticket.error();
    secrets.remember("component secret", *secret);
    secrets.remember("ticket", *ticket);
    return component_token_call(base_url, appid, *secret, *ticket);
  };
  TokenAnswerForm form{"/cgi-bin/component/api_component_token", "component_access_token"};
  return std::make_unique<CallSource>(tools_.caller, tools_.errors, tools_.clock, std::move(form), std::move(make));
}

std::unique_ptr<TokenSource> TokenSources::make_component(const std::string& appid, const ComponentSettings& component) const {
  if (component.kind == ComponentKind::service) return make_service(component.url, component.bearer, component.bearer_file);
  if (component.kind == ComponentKind::ticket) return make_ticket(appid, component);
  return std::make_unique<FileSource>(component.path, "component token");
}

std::shared_ptr<ComponentToken> TokenSources::component_of(const TokenSettings& token) {
  for (const auto& shared : components_)
    if (shared.appid == token.component_appid && shared.settings == token.component) return shared.token;
  auto made = std::make_shared<ComponentToken>(make_component(token.component_appid, token.component),
                                               RenewalPlan{settings_.retry.initial, settings_.retry.max}, tools_.clock, tools_.jitter);
  components_.push_back({token.component_appid, token.component, made});
  return made;
}

}  // namespace iw
