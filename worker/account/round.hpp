// Whose turn it is to call, and when closed accounts are to be looked at again. Loop thread. Only accounts change it, each for itself.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "common/clock.hpp"
#include "worker/schedule/timer_queue.hpp"

namespace iw {

/// Accounts that have jobs which could call now, in turn, so that one's backlog does not starve another's.
class Round {
 public:
  /// The account whose turn it is; nothing when none has work and is open. pass() gives the turn to the next one.
  [[nodiscard]] std::optional<std::size_t> turn() const { return round_.empty() ? std::nullopt : std::optional{round_.front()}; }
  void pass();
  /// How many turns make a full round.
  [[nodiscard]] std::size_t size() const { return round_.size(); }
  /// Jobs that could call at once if there were slots.
  [[nodiscard]] std::size_t callable() const { return callable_; }

  /// When the next closed account is to be looked at; TimePoint::max(): never by time alone.
  [[nodiscard]] TimePoint next_look() const { return looks_.earliest(); }
  /// Takes out an account that is to be looked at.
  [[nodiscard]] std::optional<std::size_t> pop_due(TimePoint now);

 private:
  friend class Account;
  /// The account has so many jobs that could call now, and is to be looked at again then.
  void set(std::size_t account, std::size_t callable, TimePoint look);

  std::deque<std::size_t> round_;
  std::vector<std::size_t> callable_by_account_;
  std::size_t callable_ = 0;
  TimerQueue looks_;
};

}  // namespace iw
