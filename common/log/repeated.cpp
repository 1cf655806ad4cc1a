#include "common/log/repeated.hpp"

#include <algorithm>
#include <utility>

namespace iw {

std::optional<std::uint64_t> Repeated::met(std::string_view text, TimePoint now) {
  const auto known = texts_.find(text);
  if (known == texts_.end()) {
    forget_oldest();
    texts_.emplace(std::string{text}, Said{now});
    return 0;
  }
  Said& said = known->second;
  if (now - said.when < kAgain) {
    ++said.unsaid;
    return std::nullopt;
  }
  said.when = now;
  return std::exchange(said.unsaid, 0);
}

bool Repeated::over() {
  const bool any = !texts_.empty();
  texts_.clear();
  return any;
}

void Repeated::forget_oldest() {
  if (texts_.size() < kTexts) return;
  texts_.erase(std::min_element(texts_.begin(), texts_.end(), [](const auto& a, const auto& b) { return a.second.when < b.second.when; }));
}

}  // namespace iw
