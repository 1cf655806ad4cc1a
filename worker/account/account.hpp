// One account: its jobs that want to call, what keeps them from it, its retry budget and what is known of its token. Loop thread.
// Law: its closers are independent, it is open when every one of them is, and the round knows of each change. It knows no job beyond its name and
// makes no call.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "worker/account/breaker.hpp"
#include "worker/account/hold.hpp"
#include "worker/account/pause.hpp"
#include "worker/account/permit.hpp"
#include "worker/account/round.hpp"
#include "worker/account/token_renewal.hpp"
#include "worker/answer/attempt_plan.hpp"
#include "worker/answer/job_outcome.hpp"
#include "worker/schedule/job_queue.hpp"
#include "worker/schedule/retry_budget.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// An account, known by its index for good.
class Account {
 public:
  Account(std::size_t index, const AccountSettings& settings, const RetrySettings& retry, const BreakerSettings& breaker, Round& round);
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;

  [[nodiscard]] std::size_t index() const { return index_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::string_view token_kind() const { return token_kind_; }

  // Its place in the configuration.
  void put(const AccountSettings& settings);
  void remove() { removed_ = true; }
  [[nodiscard]] bool removed() const { return removed_; }

  // Jobs that want to call.
  /// To the end of the queue, or to the front when it was there before.
  void enqueue(Queued& job, TimePoint now, bool in_front);
  void leave(Queued& job, TimePoint now);
  [[nodiscard]] const JobQueue& ready() const { return ready_; }
  /// Jobs that wait for a token of the budget, each with its timer.
  [[nodiscard]] JobQueue& unpaid() { return unpaid_; }
  /// Jobs that wait for the renewal.
  [[nodiscard]] JobQueue& renewing() { return renewing_; }
  [[nodiscard]] const JobQueue& renewing() const { return renewing_; }

  // May a call start?
  /// The right to make one call now, a probe's when the account is held or broken; nothing: no call now.
  [[nodiscard]] std::optional<Permit> ask(TimePoint now);
  /// Takes a permit back. `heard`: the answer says that the account is well; otherwise a probe counts as failed. Only the current probe's verdict
  /// changes anything. True: the hold has ended by it.
  bool give_back(Permit permit, bool heard, TimePoint now, double jitter);
  /// May a call that got this permit before still go out? Not when something closed since that it is no probe of.
  [[nodiscard]] bool still_lets(const Permit& permit, TimePoint now) const;
  /// No call, not even a probe, before this moment: what is certain, whatever else comes. The past when nothing is.
  [[nodiscard]] TimePoint closed_at_least_until() const { return pause_.until(); }
  /// The closer that lasts longest; nullptr when the account is open.
  [[nodiscard]] const Closer* closed_by(TimePoint now) const;
  /// To be called when the round says so.
  void look(TimePoint now) { refresh(now); }

  // What closes and opens it. True: for another reason than before, which is worth saying.
  bool pause(TimePoint until, Trouble trouble, TimePoint now);
  bool hold(Trouble trouble, TimePoint now, double jitter);
  bool hold_without_probes(Trouble trouble, TimePoint now);
  [[nodiscard]] bool held(TimePoint now) const { return hold_.closed(now); }
  [[nodiscard]] bool paused(TimePoint now) const { return pause_.closed(now); }
  /// A call was answered badly or not at all. True: the account has broken by this one, with this trouble.
  bool failed(Trouble trouble, TimePoint now);
  /// Anything else was heard of the API. True: the account was broken, and is not any more.
  bool heard(TimePoint now);
  /// The hold's trouble is over; a pause goes on, since the API asked for it.
  void end_hold(TimePoint now);
  /// New settings: whatever the trouble was, it was that of those before.
  void start_anew(TimePoint now);

  /// From now on its jobs end like this instead of calling, until accept().
  void refuse(JobOutcome ending) { refusal_ = std::move(ending); }
  void accept() { refusal_.reset(); }
  [[nodiscard]] const std::optional<JobOutcome>& refusal() const { return refusal_; }

  [[nodiscard]] RetryBudget& budget() { return budget_; }
  [[nodiscard]] const RetryBudget& budget() const { return budget_; }
  [[nodiscard]] ThrottleState& throttle() { return throttle_; }
  [[nodiscard]] TokenRenewal& renewal() { return renewal_; }

 private:
  /// A new closer has its line here, its member below, and nothing else to tell anybody.
  [[nodiscard]] std::array<const Closer*, 3> closers() const { return {&pause_, &hold_, &breaker_}; }
  [[nodiscard]] bool open_for_something(TimePoint now) const;
  void refresh(TimePoint now);

  const std::size_t index_;
  std::string name_;
  std::string token_kind_;
  bool removed_ = false;
  Round& round_;
  Pause pause_;
  Hold hold_;
  Breaker breaker_;
  JobQueue ready_;
  JobQueue unpaid_;
  JobQueue renewing_;
  RetryBudget budget_;
  ThrottleState throttle_;
  TokenRenewal renewal_;
  std::optional<JobOutcome> refusal_;
};

}  // namespace iw
