// A value that must not be printed by accident: no stream operator, no formatter, no implicit conversion. Plain data, any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace iw {

/// Holds a secret. `reveal()` is the only way to it: search for that word to see every place that uses one. Wiped when destroyed.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { other.wipe(); }
  Secret& operator=(const Secret& other) {
    if (this != &other) {
      wipe();
      value_ = other.value_;
    }
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe();
      value_ = std::move(other.value_);
      other.wipe();
    }
    return *this;
  }
  ~Secret() { wipe(); }

  /// The secret itself: for the wire and for redaction, never for a text that a person reads.
  [[nodiscard]] std::string_view reveal() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  void wipe() noexcept;
  std::string value_;
};

/// Is the value of this librdkafka option never shown? By its name: password, secret, token, key, …
[[nodiscard]] bool is_secret_option(std::string_view name);

}  // namespace iw
