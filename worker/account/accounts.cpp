#include "worker/account/accounts.hpp"

namespace iw {

Accounts::Accounts(const Settings& settings) : retry_(settings.retry), breaker_(settings.breaker) {
  for (const auto& account : settings.accounts) put(accounts_.size(), account);
}

void Accounts::put(std::size_t account, const AccountSettings& settings) {
  by_name_.insert_or_assign(settings.name, account);
  if (account == accounts_.size())
    accounts_.emplace_back(account, settings, retry_, breaker_, round_);
  else
    accounts_[account].put(settings);
}

std::size_t Accounts::index_for(std::string_view name) const {
  const auto it = by_name_.find(name);
  return it == by_name_.end() ? accounts_.size() : it->second;
}

std::optional<std::size_t> Accounts::find(std::string_view name) const {
  const auto it = by_name_.find(name);
  return it == by_name_.end() || accounts_[it->second].removed() ? std::nullopt : std::optional{it->second};
}

void Accounts::wake(TimePoint now) {
  while (const auto account = round_.pop_due(now)) accounts_[*account].look(now);
}

}  // namespace iw
