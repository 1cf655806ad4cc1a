#include "worker/call/token/fetch/known_secrets.hpp"

#include <utility>

namespace iw {

void KnownSecrets::remember(const std::string& role, const Secret& secret) {
  Pair& pair = roles_[role];
  if (secret.empty() || pair.now == secret) return;
  pair.before = std::move(pair.now);
  pair.now = secret;
  ++revision_;
}

void KnownSecrets::append_to(std::vector<std::string>& list) const {
  for (const auto& entry : roles_)
    for (const auto* secret : {&entry.second.now, &entry.second.before})
      if (!secret->empty()) list.emplace_back(secret->reveal());
}

}  // namespace iw
