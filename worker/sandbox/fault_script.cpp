#include "worker/sandbox/fault_script.hpp"

namespace iw {

namespace {

/// FNV-1a, 64 bit.
std::uint64_t hash_text(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

/// The finalizer of splitmix64: FNV alone leaves neighbours close together.
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/// Uniform in [0, 1). `nth` 0 stands for the path itself.
double draw(std::uint64_t seed, std::string_view file_path, std::uint32_t nth) {
  const auto hash = mix(mix(mix(seed + 0x9e3779b97f4a7c15u) ^ hash_text(file_path)) + nth);
  return static_cast<double>(hash >> 11) * 0x1.0p-53;
}

/// The share that the draw falls into, of those that are decided in this way.
const Fate* pick(const std::vector<FaultShare>& shares, bool by_path, double drawn) {
  for (const auto& share : shares) {
    if (share.by_path != by_path) continue;
    if (drawn < share.share) return &share.fate;
    drawn -= share.share;
  }
  return nullptr;
}

}  // namespace

bool FaultScript::refuses(std::string_view token) const {
  return refuse_tokens.contains(token) || (accept_tokens && !accept_tokens->contains(token));
}

Fate decide_by_share(const FaultScript& script, std::string_view file_path, std::uint32_t nth) {
  if (const Fate* fate = pick(script.shares, true, draw(script.seed, file_path, 0))) return *fate;
  if (const Fate* fate = pick(script.shares, false, draw(script.seed, file_path, nth))) return *fate;
  return {};
}

}  // namespace iw
