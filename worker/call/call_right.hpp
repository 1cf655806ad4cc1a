// May a call of this process start now? All rules of freshness (guarantee.md) in one place. Pure; loop thread.
//
// A worker that lost its partitions without knowing it, because it stood still or was cut off, must not call. So every right to call runs out: that of
// a job whose intent was recorded, counted from when the recording cycle began; that of a job without intent, counted from the loop's last tick. And
// all of them end at once when there is reason to think that somebody else has taken over, until a cycle that began after that has committed.
#pragma once

#include "common/clock.hpp"

namespace iw {

/// The right of this process to call.
class CallRight {
 public:
  /// `lasts`: how long a right lasts (freshness()).
  CallRight(Duration lasts, TimePoint now) : lasts_(lasts), last_tick_(now) {}

  [[nodiscard]] Duration lasts() const { return lasts_; }

  /// The loop is alive. Returns how long it stood still if that was too long for any right to be left, else zero; all rights are revoked then.
  [[nodiscard]] Duration tick(TimePoint now) {
    const Duration gone = now - last_tick_;
    last_tick_ = now;
    if (gone <= lasts_) return Duration{};
    revoke(now);
    return gone;
  }
  /// A standstill that tick() has not seen yet?
  [[nodiscard]] bool stands_still(TimePoint now) const { return now - last_tick_ > lasts_; }
  /// The partitions may be another's by now. Who revokes also withdraws the calls that have not sent their first byte (Api::withdraw_unsent).
  void revoke(TimePoint now) {
    revoked_ = true;
    revoked_at_ = now;
  }
  /// A cycle that began then has committed. Only one that began after the revocation shows anything: one from before says nothing of what came after.
  void committed(TimePoint begun) {
    if (begun >= revoked_at_) revoked_ = false;
  }
  /// Is a cycle needed to get the right back, whatever there is to record?
  [[nodiscard]] bool revoked() const { return revoked_; }

  /// May a job call whose intent was recorded by a cycle that began then?
  [[nodiscard]] bool intent_is_good(TimePoint begun, TimePoint now) const { return begun + lasts_ > now && begun >= revoked_at_; }
  /// May a job call that needs no intent?
  [[nodiscard]] bool good_without_intent() const { return !revoked_; }
  /// The last moment for the first byte of a call, with an intent and without.
  [[nodiscard]] TimePoint last_moment(TimePoint intent_begun) const { return intent_begun + lasts_; }
  [[nodiscard]] TimePoint last_moment() const { return last_tick_ + lasts_; }

 private:
  Duration lasts_;
  TimePoint last_tick_;
  bool revoked_ = false;
  TimePoint revoked_at_{};
};

}  // namespace iw
