// One account with the contract's own backoff, and the words that its tests are written in.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "worker/account/account.hpp"

namespace iw {

using namespace std::chrono_literals;

inline constexpr TimePoint kT{std::chrono::hours{1}};

/// Trouble with this sentence.
inline Trouble trouble(std::string why) { return {{}, std::move(why)}; }

/// What ask() gave.
enum class Got { nothing, call, probe };

/// An account that probes after 1 s, 2 s, 4 s … 60 s, less half of it without jitter.
struct OneAccount {
  Round round;
  RetrySettings retry;
  BreakerSettings breaker{3, 10s};
  Account account{0, AccountSettings{.name = "a"}, retry, breaker, round};

  OneAccount() = default;
  /// Held at kT: its first probe is due 500 ms later.
  [[nodiscard]] static OneAccount held() { return OneAccount{true}; }

  /// The answer to ask(). A permit that comes with it is lost: a probe's counts as under way from then on.
  Got ask(TimePoint now) {
    const auto permit = account.ask(now);
    return !permit ? Got::nothing : permit->is_probe() ? Got::probe : Got::call;
  }
  /// The permit of a probe that must be due.
  Permit probe(TimePoint now) {
    auto permit = account.ask(now);
    EXPECT_TRUE(permit && permit->is_probe());
    return permit ? std::move(*permit) : Permit{};
  }
  /// The state that /statusz shows.
  [[nodiscard]] std::string_view state(TimePoint now) const {
    const Closer* closer = account.closed_by(now);
    return closer == nullptr ? "open" : closer->state();
  }
  /// Until when it is closed, as far as that is known.
  [[nodiscard]] TimePoint until(TimePoint now) const {
    const Closer* closer = account.closed_by(now);
    return closer == nullptr ? TimePoint::min() : closer->until();
  }

 private:
  explicit OneAccount(bool) { account.hold(trouble("40001"), kT, 0); }
};

}  // namespace iw
