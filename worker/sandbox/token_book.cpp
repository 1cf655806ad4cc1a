#include "worker/sandbox/token_book.hpp"

#include <algorithm>

namespace iw {

namespace {

constexpr std::size_t kMostKept = 10'000;
constexpr std::chrono::minutes kOverlap{5};

}  // namespace

GivenToken TokenBook::give(const std::string& owner, bool force, TimePoint now) {
  const std::lock_guard lock{mutex_};
  if (lives_.size() >= kMostKept) lives_.clear(), newest_.clear();
  std::string& token = newest_[owner];
  const auto known = lives_.find(token);
  const auto overlap = std::min<Duration>(kOverlap, life_ / 2);
  const bool is_good = known != lives_.end() && known->second.until > now + overlap && !known->second.ended;
  if (force && known != lives_.end() && known->second.until > now) known->second.ended = true;
  if (!is_good || force) token = make(now);
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(lives_.at(token).until - now);
  return {token, std::max<std::int64_t>(left.count(), 1)};
}

std::string TokenBook::make(TimePoint now) {
  // The time is part of it, so that a sandbox that starts again gives no token of its predecessor.
  std::string token = "sandbox-token-" + std::to_string(now.time_since_epoch().count()) + "-" + std::to_string(++given_);
  lives_[token] = {now + life_};
  return token;
}

std::int64_t TokenBook::judge(std::string_view token, TimePoint now) const {
  const std::lock_guard lock{mutex_};
  const auto known = lives_.find(token);
  if (known == lives_.end()) return 0;
  if (known->second.ended) return 40001;
  return known->second.until > now ? 0 : 42001;
}

}  // namespace iw
