// What an account gives to one call. Loop thread.
#pragma once

#include <cstdint>
#include <utility>

namespace iw {

/// The right to make one call: an ordinary one, or the numbered probe of a held account. It cannot be copied, so a probe is given back once.
class Permit {
 public:
  Permit() = default;
  Permit(Permit&& other) noexcept : probe_(std::exchange(other.probe_, 0)) {}
  Permit& operator=(Permit&& other) noexcept {
    probe_ = std::exchange(other.probe_, 0);
    return *this;
  }
  ~Permit() = default;
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;

  /// A probe uses up no attempt, whatever its answer (contract, section 4).
  [[nodiscard]] bool is_probe() const { return probe_ != 0; }

 private:
  friend class Account;
  explicit Permit(std::uint64_t probe) : probe_(probe) {}
  std::uint64_t probe_ = 0;
};

}  // namespace iw
