// May a call of this account start now? The account's own trouble (contract, section 4: throttling, quota, hold) is kept here, apart from its jobs.
// Pure: time and randomness are passed in. Loop thread. It knows neither jobs nor tokens.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/backoff.hpp"
#include "common/clock.hpp"

namespace iw {

/// The gate of one account: open, paused until a known time, or held until a probe succeeds or a new token is there.
class AccountGate {
 public:
  enum class State : std::uint8_t { open, paused, held };
  enum class Permit : std::uint8_t { go, probe, wait };

  /// `rules` space the probes of a held account: the retry backoff's own figures.
  explicit AccountGate(BackoffRules rules) : rules_(rules) {}

  /// Whether a call may start now; a pause that is over ends here. `probe`: this one call may go out as a probe, announce it with probe_started().
  [[nodiscard]] Permit ask(TimePoint now);
  /// The same question without taking notice: is it certain that no call may start now?
  [[nodiscard]] bool closed(TimePoint now) const;

  /// No call before `until`. A shorter pause never cuts a longer one; a held account stays held.
  void pause(TimePoint until);
  /// The account itself is in trouble: no call but probes, the next one after a backoff that grows with each failed probe. `jitter` in [0,1).
  void hold(TimePoint now, double jitter);
  /// The same, when a probe is pointless (no token at all): only open() ends it.
  void hold_without_probes();
  /// The trouble is over.
  void open();

  /// The one probe is on its way.
  void probe_started() { probing_ = true; }
  /// The probe ended without saying anything about the account (dropped, not begun, a transient answer): another one after the next backoff.
  void probe_failed(TimePoint now, double jitter);

  [[nodiscard]] State state() const { return state_; }
  /// End of the pause, or the moment of the next probe; TimePoint::max() when only open() helps or a probe is under way.
  [[nodiscard]] TimePoint until() const;

 private:
  BackoffRules rules_;
  State state_ = State::open;
  TimePoint until_ = TimePoint::max();
  int failed_probes_ = 0;
  bool probing_ = false;
  bool probes_help_ = true;  ///< false after hold_without_probes()
};

/// "open", "paused", "held": as /statusz shows it.
[[nodiscard]] std::string_view name_of(AccountGate::State state);

}  // namespace iw
