// Whatever closes and opens an account, in whatever order: the round and ask() agree, a look time is no lie, a pause is kept, and a hold has one
// probe.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/unit/worker/account/account_fixture.hpp"

namespace iw {
namespace {

/// An account with one job, and what must be true of it, told by the operations alone.
class Walk {
 public:
  Walk() { a_.account.enqueue(job_, kT, false); }
  ~Walk() { JobQueue::leave(job_); }
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

  void step(int op) {
    now_ += std::chrono::milliseconds{*rc::gen::inRange(0, 3000)};
    if (a_.round.next_look() <= now_) look();
    if (op == 0) pause(std::chrono::milliseconds{*rc::gen::inRange(0, 5000)});
    if (op == 1) a_.account.hold(trouble("40001"), now_, 0.5);
    if (op == 2) lose_token();
    if (op == 3) end_hold();
    if (op == 4) ask();
    if (op >= 5) give_back(op == 6);
    check();
  }

 private:
  /// A probe's permit, and whether the hold that it was given by still waits for it.
  struct Probe {
    Permit permit;
    bool counts;
  };

  void look() {
    const auto due = a_.round.pop_due(now_);
    RC_ASSERT(due.has_value());
    a_.account.look(now_);
    RC_ASSERT(a_.round.turn().has_value());  // a look time is no lie
  }
  void pause(Duration length) {
    a_.account.pause(now_ + length, trouble("45011"), now_);
    silent_until_ = std::max(silent_until_, now_ + length);
  }
  void lose_token() {
    a_.account.hold_without_probes(trouble("no token"), now_);
    forget_probes();
  }
  void end_hold() {
    a_.account.end_hold(now_);
    forget_probes();
  }
  void forget_probes() {
    for (auto& probe : probes_) probe.counts = false;
  }
  void ask() {
    const bool turn = a_.round.turn().has_value();
    auto permit = a_.account.ask(now_);
    RC_ASSERT(permit.has_value() == turn);
    if (!permit) return;
    RC_ASSERT(now_ >= silent_until_);
    RC_ASSERT(permit->is_probe() == a_.account.held(now_));
    if (!permit->is_probe()) return;
    for (const auto& probe : probes_) RC_ASSERT(!probe.counts);  // one at a time
    probes_.push_back({std::move(*permit), true});
  }
  void give_back(bool heard) {
    if (probes_.empty()) return;
    const auto at = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(probes_.size())));
    Probe probe = std::move(probes_[at]);
    probes_.erase(probes_.begin() + static_cast<std::ptrdiff_t>(at));
    const bool held = a_.account.held(now_);
    const TimePoint look = a_.round.next_look();
    const bool ended = a_.account.give_back(std::move(probe.permit), heard, now_, 0.5);
    RC_ASSERT(ended == (heard && probe.counts));
    RC_ASSERT(a_.account.held(now_) == (held && !ended));
    if (!probe.counts) RC_ASSERT(a_.round.next_look() == look);
  }
  void check() {
    RC_ASSERT(a_.round.callable() == (a_.round.turn() ? 1U : 0U));
    RC_ASSERT(a_.account.paused(now_) == (now_ < silent_until_));
    RC_ASSERT((a_.account.closed_by(now_) == nullptr) == (!a_.account.paused(now_) && !a_.account.held(now_)));
    if (!a_.round.turn()) RC_ASSERT(a_.round.next_look() > now_);
    if (a_.round.turn()) RC_ASSERT(a_.account.closed_at_least_until() <= now_);
  }

  OneAccount a_;
  Queued job_;
  TimePoint now_ = kT;
  TimePoint silent_until_ = TimePoint::min();
  std::vector<Probe> probes_;
};

RC_GTEST_PROP(AccountProperty, RoundAndAskAgreeAPauseIsKeptAndAHoldHasOneProbe, ()) {
  Walk walk;
  for (const int op : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 7))) walk.step(op);
}

}  // namespace
}  // namespace iw
