// What an account's jobs know of its token: which one was refused, and whether a newer one is being fetched. Pure; loop thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

#include "common/clock.hpp"
#include "worker/answer/last_answer.hpp"

namespace iw {

/// One renewal for all concurrent jobs, after refusals at most one in 5 s (contract, section 4, class token).
class TokenRenewal {
 public:
  static constexpr std::chrono::seconds kSpacing{5};

  /// A call with this version was refused, with this answer.
  void refused(std::uint64_t version, LastAnswer answer) {
    refused_ = version;
    refusal_ = std::move(answer);
  }
  [[nodiscard]] const LastAnswer& refusal() const { return refusal_; }
  /// Another version than the one that was refused last?
  [[nodiscard]] bool is_news(std::uint64_t version) const { return version != 0 && version != refused_; }

  [[nodiscard]] bool running() const { return running_; }
  /// Was one asked for a moment ago, which did not help?
  [[nodiscard]] bool too_soon(TimePoint now) const { return !running_ && now - last_ < kSpacing; }
  /// A job wants one. True: it is to be asked for; false: it runs already.
  [[nodiscard]] bool begin(TimePoint now) {
    if (running_) return false;
    last_ = now;
    return running_ = true;
  }
  /// It ended. False: none ran.
  bool end() {
    const bool ran = running_;
    running_ = false;
    return ran;
  }

 private:
  bool running_ = false;
  TimePoint last_{};
  std::uint64_t refused_ = 0;
  LastAnswer refusal_;
};

}  // namespace iw
