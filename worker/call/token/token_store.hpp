// The accounts' tokens: which version is the newest, when it is renewed, and what must not be shown. Loop thread.
// It calls nobody itself: sources do (fetch/token_source.hpp), and files are looked at here.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "worker/call/token/account_token.hpp"
#include "worker/call/token/fetch/renewal_plan.hpp"
#include "worker/call/token/fetch/token_file.hpp"
#include "worker/call/token/token_sources.hpp"
#include "worker/ports/tokens.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// Tokens by the index of their account in the settings.
class TokenStore final : public Tokens {
 public:
  /// Reads the files once. A file that cannot be read is no error here: its account has no token until it can. `caller` and `clock` must outlive the
  /// store; `seed` is for the spread of renewals.
  TokenStore(const Settings& settings, const ErrorTable& errors, TokenCaller& caller, const Clock& clock, std::uint64_t seed);
  TokenStore(const TokenStore&) = delete;
  TokenStore& operator=(const TokenStore&) = delete;

  /// Puts an account in place: the next index is a new one, an earlier one gets other settings. A token that it had is not used any more. Who is told
  /// hears of it with the next look_at_files().
  void put(std::size_t account, const AccountSettings& settings);
  /// The account has no token, for this reason, until it is put in place again. Without a reason nobody is told: the account is gone.
  void refuse(std::size_t account, const std::string& name, std::string why);

  /// Who is told; set once. What the first look at the files found wrong is told by the next look_at_files().
  void report_to(TokenEvents& events) { events_ = &events; }
  /// Looks after files that have changed, and answers renew() for them. To be called a few times a second.
  void look_at_files();
  /// Starts renewals that are due or were asked for, and gives up tokens whose life is over. Cheap when there is nothing to do; to be called with
  /// each tick of the loop.
  void renew_due();

  /// The target of a call: path and query, the token percent-encoded in it. With http_token_caller the one place where a token meets a URL.
  [[nodiscard]] std::string token_target(std::size_t account, std::string_view path) const;
  /// When the present token was put in place; nothing for kind none or without a token.
  [[nodiscard]] std::optional<TimePoint> since(std::size_t account) const { return entries_[account].token.since(); }
  /// When its life is over; nothing where that is not known.
  [[nodiscard]] std::optional<TimePoint> ends(std::size_t account) const { return entries_[account].token.ends(); }

  [[nodiscard]] std::uint64_t version(std::size_t account) const override { return entries_[account].token.version(); }
  [[nodiscard]] bool renewable(std::size_t account) const override { return entries_[account].file || entries_[account].source; }
  void renew(std::size_t account) override;
  [[nodiscard]] std::span<const std::string> secrets(std::size_t account) const override;

 private:
  /// One account.
  struct Entry {
    std::string name;
    std::string parameter;
    AccountToken token;
    std::optional<TokenFile> file;                     ///< kinds static and file
    std::unique_ptr<TokenSource> source;               ///< the others, but for none
    RenewalPlan plan;                                  ///< of the source
    int generation = 0;                                ///< grows when the settings change: what an old source brings then is dropped
    bool fetching = false;                             ///< the source is at work
    bool put_anew = false;                             ///< to be told
    bool asked = false;                                ///< by renew()
    TokenTrouble trouble;                              ///< of the last failure
    bool untold = false;                               ///< `trouble` is to be told
    mutable std::vector<std::string> shown_to_nobody;  ///< made when it is asked for
    mutable std::uint64_t shown_revision = ~0ull;      ///< what it was made of
  };
  [[nodiscard]] Entry& clear(std::size_t account, const std::string& name);
  void open_file(Entry& entry, const TokenSettings& token);
  void look_at_file(std::size_t account);
  void renew_if_due(std::size_t account, TimePoint now);
  void give_up(std::size_t account);
  void start_fetch(std::size_t account, TimePoint now);
  void on_fetched(std::size_t account, int generation, TimePoint asked, TokenOutcome outcome);
  void take(std::size_t account, TimePoint asked, FreshToken fresh);
  void fail(std::size_t account, TokenTrouble trouble);
  void tell_trouble(std::size_t account);
  [[nodiscard]] Duration wait_after(const TokenTrouble& trouble) const;
  [[nodiscard]] TimePoint next_look(const Entry& entry) const;
  [[nodiscard]] double jitter() { return std::uniform_real_distribution<double>{0, 1}(random_); }

  const RetrySettings& retry_;
  const ErrorTable errors_;
  const Clock& clock_;
  std::mt19937_64 random_;
  TokenSources sources_;
  std::vector<Entry> entries_;
  std::vector<std::unique_ptr<TokenSource>> retired_;  ///< of settings that have changed; a call of theirs may still be under way
  int fetches_ = 0;                                    ///< under way
  TimePoint next_look_{};                              ///< before it renew_due() has nothing to do
  TokenEvents* events_ = nullptr;
};

}  // namespace iw
