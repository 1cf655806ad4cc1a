#include "worker/schedule/account_gate.hpp"

#include <algorithm>

namespace iw {

AccountGate::Permit AccountGate::ask(TimePoint now) {
  if (state_ == State::paused && now >= until_) open();
  if (state_ == State::open) return Permit::go;
  if (state_ == State::held && !probing_ && now >= until_) return Permit::probe;
  return Permit::wait;
}

bool AccountGate::closed(TimePoint now) const { return state_ != State::open && (probing_ || now < until_); }

void AccountGate::pause(TimePoint until) {
  if (state_ == State::held) return;
  until_ = state_ == State::paused ? std::max(until_, until) : until;
  state_ = State::paused;
}

void AccountGate::hold(TimePoint now, double jitter) {
  // Answers of calls that were under way when the hold began come in by the hundred: only the probe's own verdict (probe_failed) moves the next
  // probe.
  if (state_ == State::held) return;
  const auto paused_until = state_ == State::paused ? until_ : now;
  failed_probes_ = 0;
  state_ = State::held;
  probe_failed(now, jitter);
  until_ = std::max(until_, paused_until);  // the API asked for silence: a probe is a call, too
}

void AccountGate::hold_without_probes() {
  state_ = State::held;
  probing_ = false;
  probes_help_ = false;
  until_ = TimePoint::max();
}

void AccountGate::open() {
  state_ = State::open;
  probing_ = false;
  probes_help_ = true;
  failed_probes_ = 0;
  until_ = TimePoint::max();
}

void AccountGate::probe_failed(TimePoint now, double jitter) {
  if (state_ != State::held) return;
  probing_ = false;
  if (!probes_help_) return;
  failed_probes_ = std::min(failed_probes_ + 1, 64);
  until_ = now + backoff(failed_probes_, rules_, jitter);
}

TimePoint AccountGate::until() const { return probing_ ? TimePoint::max() : until_; }

std::string_view name_of(AccountGate::State state) {
  switch (state) {
    case AccountGate::State::paused:
      return "paused";
    case AccountGate::State::held:
      return "held";
    case AccountGate::State::open:
      break;
  }
  return "open";
}

}  // namespace iw
