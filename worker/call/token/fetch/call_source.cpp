#include "worker/call/token/fetch/call_source.hpp"

#include <utility>

#include "common/overloaded.hpp"

namespace iw {

void CallSource::fetch(TokenDone done) {
  auto call = make_(secrets_);
  if (!call) return done(TokenTrouble{{}, call.error().message, {}});
  caller_.send(std::move(*call), [this, done = std::move(done)](const HttpResult& result) {
    std::vector<std::string> secrets;
    secrets_.append_to(secrets);
    auto answer = read_token_answer(result, form_, errors_, secrets, clock_.now());
    std::visit(Overloaded{[&](TokenAnswer& good) {
                            secrets_.remember("token", good.fresh.token);
                            done(std::move(good.fresh));
                          },
                          [&](TokenTrouble& trouble) { done(std::move(trouble)); }},
               answer);
  });
}

void FileSource::fetch(TokenDone done) {
  auto token = file_.read();
  if (!token) return done(TokenTrouble{{}, token.error().message, {}});
  secrets_.remember("token", *token);
  done(FreshToken{std::move(*token), {}});
}

}  // namespace iw
