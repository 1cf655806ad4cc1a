#include "worker/call/token/token_store.hpp"

#include <utility>

#include "common/redact.hpp"

namespace iw {

TokenStore::TokenStore(const Settings& settings) {
  for (const auto& account : settings.accounts) {
    Entry entry;
    entry.parameter = account.parameter;
    if (account.kind == TokenKind::none) {
      entry.version = 1;
      entry.parameter.clear();
    } else if (account.kind == TokenKind::static_value && account.value_file.empty()) {
      put(entry, account.value);
    } else {
      entry.file.emplace(account.kind == TokenKind::file ? account.path : account.value_file);
      auto token = entry.file->read();
      token ? put(entry, std::move(*token)) : lose(entry, token.error().message);
    }
    entries_.push_back(std::move(entry));
  }
}

void TokenStore::put(Entry& entry, Secret token) {
  entry.version = ++entry.versions;
  entry.token = std::move(token);
  entry.since = BootClock::now();
  entry.trouble.clear();
  // An answer to a call with the token before may still come, and may echo it.
  auto& secrets = entry.shown_to_nobody;
  secrets.insert(secrets.begin(), std::string{entry.token.reveal()});
  if (secrets.size() > 2) secrets.resize(2);
}

void TokenStore::lose(Entry& entry, std::string why) {
  entry.trouble = std::move(why);
  // A token that was good a moment ago goes on being used: a file is often replaced in two steps.
}

void TokenStore::poll() {
  for (std::size_t account = 0; account < entries_.size(); ++account) poll(account);
}

void TokenStore::poll(std::size_t account) {
  Entry& entry = entries_[account];
  bool renewed = std::exchange(entry.renew, false);
  if (entry.file) {
    auto found = renewed ? std::optional{entry.file->read()} : entry.file->look();
    if (found && !*found) lose(entry, found->error().message);
    if (found && *found && !(**found == entry.token)) {
      put(entry, std::move(**found));
      renewed = true;
    }
  }
  if (!entry.trouble.empty()) return events_->on_token_trouble(account, std::nullopt, std::exchange(entry.trouble, {}));
  if (renewed) events_->on_token_renewed(account);
}

std::string TokenStore::token_target(std::size_t account, std::string_view path) const {
  const Entry& entry = entries_[account];
  std::string target{path};
  if (entry.parameter.empty()) return target;
  return target + "?" + entry.parameter + "=" + percent_encode(entry.token.reveal());
}

std::optional<TimePoint> TokenStore::since(std::size_t account) const {
  const Entry& entry = entries_[account];
  return entry.token.empty() ? std::nullopt : std::optional{entry.since};
}

}  // namespace iw
