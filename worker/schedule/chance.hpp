// Randomness, handed in: the same seed gives the same run. Loop thread.
#pragma once

#include <cstdint>
#include <random>

namespace iw {

/// Where jitter comes from.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}
  /// Uniform in [0, 1).
  [[nodiscard]] double jitter() { return std::uniform_real_distribution<double>{0, 1}(random_); }
  /// A number that another process is unlikely to draw.
  [[nodiscard]] std::uint32_t name() { return static_cast<std::uint32_t>(random_()); }

 private:
  std::mt19937_64 random_;
};

}  // namespace iw
