// A platform's component token, shared by all accounts that need it: got once for all who ask, kept while it is good. Loop thread.
// It is got when somebody asks, never by itself; after failures it is not got again before a backoff is over.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "common/clock.hpp"
#include "worker/call/token/fetch/renewal_plan.hpp"
#include "worker/call/token/fetch/token_source.hpp"

namespace iw {

/// The token and who waits for it.
class ComponentToken {
 public:
  /// `jitter` gives numbers in [0, 1). `clock` must outlive this.
  ComponentToken(std::unique_ptr<TokenSource> source, RenewalPlan plan, const Clock& clock, std::function<double()> jitter)
      : source_(std::move(source)), plan_(plan), clock_(clock), jitter_(std::move(jitter)) {}

  /// The token that is kept, or a new one near the end of its life. While it is good, a renewal that fails is no trouble.
  void get(TokenDone done);
  /// This token was refused: the next get() brings another one, unless that was got a moment ago.
  void drop(const Secret& refused);

  void add_secrets(std::vector<std::string>& list) const { source_->add_secrets(list); }
  [[nodiscard]] std::uint64_t secrets_revision() const { return source_->secrets_revision(); }

 private:
  [[nodiscard]] bool is_good(TimePoint now) const { return !kept_.token.empty() && now < ends_; }
  void on_fetched(TimePoint asked, TokenOutcome outcome);
  void take(TimePoint asked, const FreshToken& fresh);
  void tell(const TokenOutcome& outcome);

  std::unique_ptr<TokenSource> source_;
  RenewalPlan plan_;
  const Clock& clock_;
  std::function<double()> jitter_;
  FreshToken kept_;
  TimePoint got_{}, ends_{};
  TokenTrouble trouble_;            ///< of the last failure
  std::vector<TokenDone> waiting_;  ///< not empty: a token is being got
};

}  // namespace iw
