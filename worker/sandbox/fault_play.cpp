#include "worker/sandbox/fault_play.hpp"

#include <functional>
#include <utility>

namespace iw {

std::uint32_t PathCounts::count(std::string_view file_path) {
  const auto key = std::hash<std::string_view>{}(file_path);
  const auto [it, is_new] = counts_.try_emplace(key, 0);
  const auto count = ++it->second;
  if (!is_new) return count;
  order_.push_back(key);
  if (order_.size() > most_) {
    counts_.erase(order_.front());
    order_.pop_front();
  }
  return count;
}

void PathCounts::clear() {
  counts_.clear();
  order_.clear();
}

void FaultPlay::replace(FaultScript script, std::string text) {
  const std::lock_guard lock{mutex_};
  used_.assign(script.rules.size(), 0);
  script_ = std::move(script);
  text_ = std::move(text);
  paths_.clear();
  token_faults_ = 0;
}

Fate FaultPlay::next_token(std::string_view call) {
  const std::lock_guard lock{mutex_};
  const auto& fault = script_.tokens;
  if (!fault || (!fault->call.empty() && fault->call != call) || (fault->times != 0 && token_faults_ == fault->times)) return {};
  ++token_faults_;
  return fault->fate;
}

std::string FaultPlay::text() const {
  const std::lock_guard lock{mutex_};
  return text_;
}

const FaultRule* FaultPlay::take_rule(std::string_view file_path) {
  for (std::size_t i = 0; i < script_.rules.size(); ++i) {
    const auto& rule = script_.rules[i];
    if (!rule.matches(file_path) || (rule.times != 0 && used_[i] == rule.times)) continue;
    if (rule.times != 0) ++used_[i];
    return &rule;
  }
  return nullptr;
}

Fate FaultPlay::next(std::string_view file_path) {
  const std::lock_guard lock{mutex_};
  const auto nth = paths_.count(file_path);  // a call that a rule takes counts too
  const auto* rule = take_rule(file_path);
  Fate fate = rule != nullptr ? rule->fate : decide_by_share(script_, file_path, nth);
  if (!fate.latency) fate.latency = script_.latency;
  return fate;
}

bool FaultPlay::refuses(std::string_view token) const {
  const std::lock_guard lock{mutex_};
  return script_.refuses(token);
}

std::chrono::milliseconds FaultPlay::latency() const {
  const std::lock_guard lock{mutex_};
  return script_.latency;
}

}  // namespace iw
