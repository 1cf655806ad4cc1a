#include "worker/schedule/key_order.hpp"

#include <algorithm>

namespace iw {

bool KeyOrder::enter(const std::string& key, std::uint32_t job) {
  const auto [it, heads] = waiting_.try_emplace(key);
  if (!heads) it->second.push_back(job);
  return heads;
}

std::optional<std::uint32_t> KeyOrder::leave(const std::string& key) {
  const auto it = waiting_.find(key);
  if (it == waiting_.end()) return std::nullopt;
  if (it->second.empty()) {
    waiting_.erase(it);
    return std::nullopt;
  }
  const auto next = it->second.front();
  it->second.pop_front();
  return next;
}

void KeyOrder::remove(const std::string& key, std::uint32_t job) {
  const auto it = waiting_.find(key);
  if (it != waiting_.end()) std::erase(it->second, job);
}

}  // namespace iw
