#include "worker/account/account.hpp"

#include <algorithm>
#include <utility>

#include "worker/settings/token_draft.hpp"

namespace iw {

Account::Account(std::size_t index, const AccountSettings& settings, const RetrySettings& retry, const BreakerSettings& breaker,
                 Round& round)
    : index_(index), round_(round), hold_({retry.initial, retry.max, retry.multiplier}), breaker_(breaker), budget_(retry.budget) {
  put(settings);
}

void Account::put(const AccountSettings& settings) {
  name_ = settings.name;
  token_kind_ = name_of(settings.token.kind);
  removed_ = false;
}

void Account::enqueue(Queued& job, TimePoint now, bool in_front) {
  in_front ? ready_.push_front(job) : ready_.push_back(job);
  refresh(now);
}

void Account::leave(Queued& job, TimePoint now) {
  JobQueue::leave(job);
  refresh(now);
}

std::optional<Permit> Account::ask(TimePoint now) {
  if (pause_.closed(now)) return std::nullopt;
  const bool held = hold_.closed(now), broken = breaker_.closed(now);
  if ((held && !hold_.probe_due(now)) || (broken && !breaker_.probe_due(now))) return std::nullopt;
  Permit permit{held ? hold_.start_probe() : 0, broken ? breaker_.start_probe() : 0};
  if (permit.is_probe()) refresh(now);
  return permit;
}

bool Account::still_lets(const Permit& permit, TimePoint now) const {
  return !pause_.closed(now) && (!hold_.closed(now) || hold_.is_current(permit.hold_)) && (!breaker_.closed(now) || breaker_.is_current(permit.breaker_));
}

bool Account::give_back(Permit permit, bool heard, TimePoint now, double jitter) {
  if (!permit.is_probe()) return false;
  breaker_.probe_over(permit.breaker_, now);
  // The late answer of a probe from before a hold ended, or lost its token, says nothing of the one that lasts now.
  const bool counts = hold_.is_current(permit.hold_);
  if (counts && heard) hold_.end();
  if (counts && !heard) hold_.probe_failed(permit.hold_, now, jitter);
  refresh(now);
  return counts && heard;
}

const Closer* Account::closed_by(TimePoint now) const {
  const Closer* longest = nullptr;
  for (const Closer* closer : closers())
    if (closer->closed(now) && (longest == nullptr || closer->until() > longest->until())) longest = closer;
  return longest;
}

bool Account::pause(TimePoint until, Trouble trouble, TimePoint now) {
  const bool news = pause_.explain(std::move(trouble)) || !pause_.closed(now);
  pause_.extend(until);
  refresh(now);
  return news;
}

bool Account::hold(Trouble trouble, TimePoint now, double jitter) {
  const bool news = hold_.explain(std::move(trouble)) || !hold_.closed(now);
  hold_.begin(now, jitter);
  refresh(now);
  return news;
}

bool Account::hold_without_probes(Trouble trouble, TimePoint now) {
  const bool news = hold_.explain(std::move(trouble)) || !hold_.closed(now);
  hold_.begin_without_probes();
  refresh(now);
  return news;
}

bool Account::failed(Trouble trouble, TimePoint now) {
  if (!breaker_.failed(now)) return false;
  (void)breaker_.explain(std::move(trouble));
  refresh(now);
  return true;
}

bool Account::heard(TimePoint now) {
  if (!breaker_.heard()) return false;
  refresh(now);
  return true;
}

void Account::end_hold(TimePoint now) {
  hold_.end();
  refresh(now);
}

void Account::start_anew(TimePoint now) {
  pause_.end();
  hold_.end();
  breaker_.end();
  accept();
  refresh(now);
}

bool Account::open_for_something(TimePoint now) const {
  const auto all = closers();
  return std::all_of(all.begin(), all.end(), [&](const Closer* closer) { return !closer->closed(now) || closer->until() <= now; });
}

void Account::refresh(TimePoint now) {
  if (open_for_something(now)) return round_.set(index_, ready_.size(), TimePoint::max());
  // Nothing passes before the last of those that know their time.
  TimePoint look = TimePoint::min();
  for (const Closer* closer : closers())
    if (closer->closed(now)) look = std::max(look, closer->until());
  round_.set(index_, 0, look);
}

}  // namespace iw
