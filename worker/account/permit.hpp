// What an account gives to one call. Loop thread.
#pragma once

#include <cstdint>
#include <utility>

namespace iw {

/// The right to make one call: an ordinary one, or the numbered probe of an account that is held, broken or both. It cannot be copied, so a probe is
/// given back once.
class Permit {
 public:
  Permit() = default;
  Permit(Permit&& other) noexcept : hold_(std::exchange(other.hold_, 0)), breaker_(std::exchange(other.breaker_, 0)) {}
  Permit& operator=(Permit&& other) noexcept {
    hold_ = std::exchange(other.hold_, 0);
    breaker_ = std::exchange(other.breaker_, 0);
    return *this;
  }
  ~Permit() = default;
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;

  /// A probe uses up no attempt, whatever its answer (contract, section 4).
  [[nodiscard]] bool is_probe() const { return hold_ != 0 || breaker_ != 0; }

 private:
  friend class Account;
  Permit(std::uint64_t hold, std::uint64_t breaker) : hold_(hold), breaker_(breaker) {}
  std::uint64_t hold_ = 0, breaker_ = 0;  ///< numbers of probes; 0: none
};

}  // namespace iw
