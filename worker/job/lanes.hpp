// The accounts' lanes and whose turn it is. Loop thread. It starts no call: the dispatcher does.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "worker/job/lane.hpp"
#include "worker/schedule/timer_queue.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// All lanes. A lane is in the round while it has ready jobs and its gate lets a call pass; every change of either goes through here.
class Lanes {
 public:
  explicit Lanes(const Settings& settings);

  [[nodiscard]] Lane& at(std::size_t account) { return lanes_[account]; }
  [[nodiscard]] const Lane& at(std::size_t account) const { return lanes_[account]; }
  [[nodiscard]] std::size_t count() const { return lanes_.size(); }
  /// Puts an account in place: a new index behind the last one, or one that stands there already.
  void put(std::size_t account, const AccountSettings& settings);
  /// The account is known no longer: find() does not find it. Its lane stays for the jobs that are open.
  void remove(std::size_t account) { lanes_[account].removed = true; }
  /// The index of this name, known or removed; for one that never was, the next free one.
  [[nodiscard]] std::size_t index_for(std::string_view name) const;
  /// The index of an account by its name.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;

  /// The job wants to call: to the end of its lane, or to the front when it was there before.
  void enqueue(Job& job, TimePoint now, bool in_front = false);
  /// The job leaves its lane (or stands in none).
  void leave(Job& job);
  /// The gate of this lane was changed: takes it into the round or out of it, and sets when to look again.
  void gate_changed(std::size_t account, TimePoint now);

  /// The lane whose turn it is, or nullptr when no lane has work and an open gate. pass() gives the turn to the next one.
  [[nodiscard]] Lane* turn();
  void pass();
  /// Lanes that have work and an open gate: how many turns make a full round.
  [[nodiscard]] std::size_t round() const { return round_.size(); }

  /// Takes lanes whose pause is over, or whose probe is due, into the round.
  void wake(TimePoint now);
  /// When wake() has something to do next; TimePoint::max(): never.
  [[nodiscard]] TimePoint next_wake() const;
  /// Jobs that could call at once if there were slots: those of the lanes in the round.
  [[nodiscard]] std::size_t callable() const { return callable_; }

 private:
  void set_in_turn(std::size_t account, bool in_turn);

  const RetrySettings& retry_;
  std::deque<Lane> lanes_;                                   ///< jobs point to their lane's queue: it must not move
  std::map<std::string, std::size_t, std::less<>> by_name_;  ///< removed ones included
  std::deque<std::size_t> round_;
  TimerQueue gates_;  ///< account → when its gate may let a call pass
  std::size_t callable_ = 0;
};

}  // namespace iw
