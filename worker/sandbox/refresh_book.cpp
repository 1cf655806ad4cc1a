#include "worker/sandbox/refresh_book.hpp"

#include <utility>

namespace iw {

namespace {

constexpr std::size_t kMostKept = 10'000;

}  // namespace

std::string RefreshBook::use(const std::string& merchant, std::string_view used) {
  const std::lock_guard lock{mutex_};
  std::string next = "sandbox-refresh-token-" + std::to_string(++given_);
  if (!rotates_) return next;
  if (merchants_.size() >= kMostKept) merchants_.clear();
  const auto [it, is_new] = merchants_.try_emplace(merchant);
  Pair& pair = it->second;
  if (!is_new && used != pair.newest && used != pair.before) return {};
  if (is_new || used == pair.newest) pair.before = used;
  pair.newest = next;
  return next;
}

}  // namespace iw
