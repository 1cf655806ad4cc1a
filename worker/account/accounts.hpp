// All accounts, by index and by name. Loop thread.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "worker/account/account.hpp"

namespace iw {

/// An index is given once and kept for its name: jobs, calls and tokens point to accounts by it, and a removed one may come back.
class Accounts {
 public:
  explicit Accounts(const Settings& settings);

  [[nodiscard]] Account& at(std::size_t account) { return accounts_[account]; }
  [[nodiscard]] const Account& at(std::size_t account) const { return accounts_[account]; }
  [[nodiscard]] std::size_t size() const { return accounts_.size(); }
  /// Puts an account in place: a new index behind the last one, or one that stands there already.
  void put(std::size_t account, const AccountSettings& settings);
  /// The index of this name, known or removed; for one that never was, the next free one.
  [[nodiscard]] std::size_t index_for(std::string_view name) const;
  /// The index of an account that is there.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;

  /// Whose turn it is.
  [[nodiscard]] Round& round() { return round_; }
  [[nodiscard]] const Round& round() const { return round_; }
  /// Looks at accounts whose pause is over or whose probe is due.
  void wake(TimePoint now);

 private:
  const RetrySettings& retry_;
  const BreakerSettings& breaker_;
  Round round_;
  std::deque<Account> accounts_;                             ///< jobs stand in their queues: they must not move
  std::map<std::string, std::size_t, std::less<>> by_name_;  ///< removed ones included
};

}  // namespace iw
