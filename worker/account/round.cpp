#include "worker/account/round.hpp"

#include <algorithm>
#include <utility>

namespace iw {

void Round::pass() {
  if (round_.size() < 2) return;
  round_.push_back(round_.front());
  round_.pop_front();
}

std::optional<std::size_t> Round::pop_due(TimePoint now) {
  const auto account = looks_.pop_due(now);
  return account ? std::optional<std::size_t>{*account} : std::nullopt;
}

void Round::set(std::size_t account, std::size_t callable, TimePoint look) {
  if (account >= callable_by_account_.size()) callable_by_account_.resize(account + 1, 0);
  const auto before = std::exchange(callable_by_account_[account], callable);
  callable_ = callable_ - before + callable;
  if (before == 0 && callable > 0) round_.push_back(account);
  if (before > 0 && callable == 0) round_.erase(std::find(round_.begin(), round_.end(), account));
  const auto timer = static_cast<std::uint32_t>(account);
  if (look == TimePoint::max())
    looks_.cancel(timer);
  else
    looks_.arm(timer, look);
}

}  // namespace iw
