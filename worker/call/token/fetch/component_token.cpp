#include "worker/call/token/fetch/component_token.hpp"

#include <utility>

#include "common/overloaded.hpp"

namespace iw {

namespace {

/// A token that is refused right after it was got will not be better for being got again.
constexpr std::chrono::seconds kRenewalSpacing{5};

}  // namespace

void ComponentToken::get(TokenDone done) {
  const auto now = clock_.now().mono;
  const bool waits = plan_.backs_off(now);
  if (is_good(now) && (waits || now < plan_.due())) return done(kept_);
  if (waits) return done(trouble_);
  waiting_.push_back(std::move(done));
  if (waiting_.size() > 1) return;
  source_->fetch([this, now](TokenOutcome outcome) { on_fetched(now, std::move(outcome)); });
}

void ComponentToken::on_fetched(TimePoint asked, TokenOutcome outcome) {
  const auto now = clock_.now().mono;
  if (const auto* fresh = std::get_if<FreshToken>(&outcome)) {
    take(asked, *fresh);
  } else {
    trouble_ = std::get<TokenTrouble>(outcome);
    trouble_.message = "no component token: " + trouble_.message;
    plan_.failed(now, trouble_.retry_after.value_or(Duration{}), jitter_());
    is_good(now) ? outcome = kept_ : outcome = trouble_;
  }
  tell(outcome);
}

void ComponentToken::take(TimePoint asked, const FreshToken& fresh) {
  // Without a known life (a file) it is asked for each time.
  kept_ = fresh.life > Duration{} ? fresh : FreshToken{};
  got_ = asked;
  ends_ = asked + fresh.life;
  plan_.renewed(asked, fresh.life, jitter_());
}

void ComponentToken::tell(const TokenOutcome& outcome) {
  // Whoever is told may ask again at once: that is a new round.
  const auto waiting = std::exchange(waiting_, {});
  for (const auto& done : waiting) done(outcome);
}

void ComponentToken::drop(const Secret& refused) {
  if (!(kept_.token == refused) || clock_.now().mono - got_ < kRenewalSpacing) return;
  kept_ = {};
}

}  // namespace iw
