#include "worker/call/token/token_store.hpp"

#include <algorithm>
#include <utility>

#include "common/log/log.hpp"
#include "common/redact.hpp"

namespace iw {

namespace {

/// Renewals at once: with thousands of accounts a start would open as many connections.
constexpr int kMostFetches = 32;

}  // namespace

TokenStore::TokenStore(const Settings& settings, const ErrorTable& errors, TokenCaller& caller, const Clock& clock, std::uint64_t seed)
    : retry_(settings.retry), errors_(errors), clock_(clock), random_(seed), sources_{settings, {caller, errors_, clock_, [this] {
                                                                                                   return jitter();
                                                                                                 }}} {
  entries_.reserve(settings.accounts.size());
  for (std::size_t account = 0; account < settings.accounts.size(); ++account) put(account, settings.accounts[account]);
}

TokenStore::Entry& TokenStore::clear(std::size_t account, const std::string& name) {
  if (account == entries_.size()) entries_.push_back({.plan = {retry_.initial, retry_.max}});
  Entry& entry = entries_[account];
  if (entry.source) retired_.push_back(std::move(entry.source));
  ++entry.generation;
  entry.name = name;
  entry.plan = {retry_.initial, retry_.max};
  entry.token.expire();
  entry.file.reset();
  entry.fetching = entry.asked = entry.untold = entry.put_anew = false;
  entry.trouble = {};
  entry.shown_revision = ~0ull;
  next_look_ = {};
  return entry;
}

void TokenStore::put(std::size_t account, const AccountSettings& settings) {
  const auto& token = settings.token;
  Entry& entry = clear(account, settings.name);
  entry.parameter = token.kind == TokenKind::none ? "" : token.parameter;
  entry.source = sources_.make(token);
  if (token.kind == TokenKind::none) entry.token.need_none();
  if (token.kind == TokenKind::file || !token.value_file.empty()) open_file(entry, token);
  if (token.kind == TokenKind::static_value && token.value_file.empty()) entry.token.put(token.value, clock_.now().mono, {});
  entry.put_anew = entry.generation > 1 && entry.token.version() != 0;
}

void TokenStore::refuse(std::size_t account, const std::string& name, std::string why) {
  Entry& entry = clear(account, name);
  entry.trouble = {{}, std::move(why), {}};
  entry.untold = !entry.trouble.message.empty();
}

void TokenStore::open_file(Entry& entry, const TokenSettings& token) {
  entry.file.emplace(token.kind == TokenKind::file ? token.path : token.value_file);
  if (auto found = entry.file->read())
    entry.token.put(std::move(*found), clock_.now().mono, {});
  else
    entry.trouble = {{}, found.error().message, {}}, entry.untold = true;
}

void TokenStore::look_at_files() {
  for (std::size_t account = 0; account < entries_.size(); ++account) {
    if (entries_[account].file)
      look_at_file(account);
    else if (entries_[account].untold)
      tell_trouble(account);
    if (std::exchange(entries_[account].put_anew, false)) events_->on_token_renewed(account);
  }
}

void TokenStore::look_at_file(std::size_t account) {
  Entry& entry = entries_[account];
  bool renewed = std::exchange(entry.asked, false);
  auto found = renewed ? std::optional{entry.file->read()} : entry.file->look();
  // A token that was good a moment ago goes on being used when its file is not: a file is often replaced in two steps.
  if (found && !*found) entry.trouble = {{}, found->error().message, {}}, entry.untold = true;
  if (found && *found && entry.token.put(std::move(**found), clock_.now().mono, {})) {
    renewed = true;
    entry.untold = false;
  }
  if (entry.untold) return tell_trouble(account);
  if (renewed) events_->on_token_renewed(account);
}

void TokenStore::renew(std::size_t account) {
  entries_[account].asked = true;
  next_look_ = {};
}

void TokenStore::renew_due() {
  const auto now = clock_.now().mono;
  if (now < next_look_) return;
  next_look_ = TimePoint::max();
  if (fetches_ == 0) retired_.clear();
  for (std::size_t account = 0; account < entries_.size(); ++account) {
    if (!entries_[account].source) continue;
    renew_if_due(account, now);
    next_look_ = std::min(next_look_, next_look(entries_[account]));
  }
}

TimePoint TokenStore::next_look(const Entry& entry) const {
  const auto ends = entry.token.version() == 0 ? TimePoint::max() : entry.token.ends().value_or(TimePoint::max());
  if (entry.fetching) return ends;
  return std::min(entry.plan.due(), ends);
}

void TokenStore::renew_if_due(std::size_t account, TimePoint now) {
  Entry& entry = entries_[account];
  if (entry.token.has_ended(now)) give_up(account);
  if (entry.fetching) return;
  if (entry.asked && entry.plan.backs_off(now)) {
    entry.asked = false;
    return tell_trouble(account);
  }
  if (entry.asked || now >= entry.plan.due()) start_fetch(account, now);
}

void TokenStore::give_up(std::size_t account) {
  Entry& entry = entries_[account];
  entry.token.expire();
  if (entry.trouble.message.empty()) entry.trouble.message = "the token's life is over, and a new one is not there yet";
  tell_trouble(account);
}

void TokenStore::start_fetch(std::size_t account, TimePoint now) {
  if (fetches_ >= kMostFetches) return;
  Entry& entry = entries_[account];
  entry.fetching = true;
  ++fetches_;
  entry.source->fetch(
      [this, account, generation = entry.generation, now](TokenOutcome outcome) { on_fetched(account, generation, now, std::move(outcome)); });
}

void TokenStore::on_fetched(std::size_t account, int generation, TimePoint asked, TokenOutcome outcome) {
  --fetches_;
  next_look_ = {};
  if (entries_[account].generation != generation) return;
  entries_[account].fetching = false;
  if (auto* fresh = std::get_if<FreshToken>(&outcome)) return take(account, asked, std::move(*fresh));
  fail(account, std::move(std::get<TokenTrouble>(outcome)));
}

void TokenStore::take(std::size_t account, TimePoint asked, FreshToken fresh) {
  Entry& entry = entries_[account];
  entry.plan.renewed(asked, fresh.life, jitter());
  entry.trouble = {};
  const bool is_new = entry.token.put(std::move(fresh.token), clock_.now().mono, asked + fresh.life);
  if (is_new)
    log_info("token fetched", {{"account", entry.name}, {"expires_in_s", std::chrono::duration_cast<std::chrono::seconds>(fresh.life).count()}});
  // The same token again is news only for who asked.
  if (std::exchange(entry.asked, false) || is_new) events_->on_token_renewed(account);
}

void TokenStore::fail(std::size_t account, TokenTrouble trouble) {
  Entry& entry = entries_[account];
  entry.plan.failed(clock_.now().mono, wait_after(trouble), jitter());
  entry.trouble = std::move(trouble);
  entry.asked = false;
  if (entry.token.has_ended(clock_.now().mono)) entry.token.expire();
  tell_trouble(account);
}

Duration TokenStore::wait_after(const TokenTrouble& trouble) const {
  const bool throttled = trouble.error_class == ErrorClass::throttled;
  if (trouble.retry_after && throttled) return std::min<Duration>(*trouble.retry_after, retry_.waits.retry_after_max);
  if (trouble.errcode == 45011) return retry_.waits.minute_quota;
  return trouble.error_class == ErrorClass::quota ? Duration{retry_.waits.quota} : Duration{};
}

void TokenStore::tell_trouble(std::size_t account) {
  Entry& entry = entries_[account];
  entry.untold = false;
  events_->on_token_trouble(account, entry.trouble.errcode, entry.trouble.message);
}

std::string TokenStore::token_target(std::size_t account, std::string_view path) const {
  const Entry& entry = entries_[account];
  std::string target{path};
  if (entry.parameter.empty()) return target;
  return target + "?" + entry.parameter + "=" + percent_encode(entry.token.text().reveal());
}

std::span<const std::string> TokenStore::secrets(std::size_t account) const {
  const Entry& entry = entries_[account];
  const auto revision = entry.token.secrets().revision() + (entry.source ? entry.source->secrets_revision() : 0);
  if (revision != entry.shown_revision) {
    entry.shown_to_nobody.clear();
    entry.token.secrets().append_to(entry.shown_to_nobody);
    if (entry.source) entry.source->add_secrets(entry.shown_to_nobody);
    entry.shown_revision = revision;
  }
  return entry.shown_to_nobody;
}

}  // namespace iw
