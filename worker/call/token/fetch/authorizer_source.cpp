#include "worker/call/token/fetch/authorizer_source.hpp"

#include <utility>

namespace iw {

AuthorizerSource::AuthorizerSource(TokenCaller& caller, const ErrorTable& errors, const Clock& clock, AuthorizerNames names,
                                   std::string refresh_token_file, std::shared_ptr<ComponentToken> component)
    : caller_(caller),
      errors_(errors),
      clock_(clock),
      names_(std::move(names)),
      form_{"/cgi-bin/component/api_authorizer_token", "authorizer_access_token", "authorizer_refresh_token",
            "it is the component token that was refused: check component_appid, and that nothing else fetches component tokens for it"},
      file_(std::move(refresh_token_file)),
      component_(std::move(component)) {}

void AuthorizerSource::fetch(TokenDone done) {
  done_ = std::move(done);
  auto refresh_token = file_.current();
  if (!refresh_token) return end(TokenTrouble{{}, refresh_token.error().message, {}});
  refresh_token_ = std::move(*refresh_token);
  secrets_.remember("refresh token", refresh_token_);
  get_component(false);
}

void AuthorizerSource::get_component(bool again) {
  component_->get([this, again](TokenOutcome outcome) {
    if (auto* trouble = std::get_if<TokenTrouble>(&outcome)) return end(std::move(*trouble));
    const auto& token = std::get<FreshToken>(outcome).token;
    secrets_.remember("component token", token);
    call(token, again);
  });
}

void AuthorizerSource::call(const Secret& component_token, bool again) {
  caller_.send(authorizer_token_call(names_.base_url, names_.component_appid, component_token, names_.authorizer_appid, refresh_token_),
               [this, component_token, again](const HttpResult& result) { on_answer(result, component_token, again); });
}

void AuthorizerSource::on_answer(const HttpResult& result, const Secret& component_token, bool again) {
  std::vector<std::string> secrets;
  add_secrets(secrets);
  auto answer = read_token_answer(result, form_, errors_, secrets, clock_.now());
  if (auto* good = std::get_if<TokenAnswer>(&answer)) return on_token(std::move(*good));
  auto& trouble = std::get<TokenTrouble>(answer);
  if (trouble.error_class != ErrorClass::token) return end(std::move(trouble));
  component_->drop(component_token);
  again ? end(std::move(trouble)) : get_component(true);
}

void AuthorizerSource::on_token(TokenAnswer answer) {
  secrets_.remember("token", answer.fresh.token);
  const auto& next = answer.refresh_token;
  if (next.empty() || next == refresh_token_) return end(std::move(answer.fresh));
  secrets_.remember("refresh token", next);
  // First the disk: whoever used the access token and died could never get another one.
  if (auto written = file_.replace(refresh_token_, next); !written) return end(TokenTrouble{{}, written.error().message, {}});
  end(std::move(answer.fresh));
}

void AuthorizerSource::end(TokenOutcome outcome) { std::exchange(done_, nullptr)(std::move(outcome)); }

void AuthorizerSource::add_secrets(std::vector<std::string>& list) const {
  secrets_.append_to(list);
  component_->add_secrets(list);
}

}  // namespace iw
