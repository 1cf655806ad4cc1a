#include "worker/account/account.hpp"

#include <algorithm>
#include <utility>

#include "worker/settings/token_draft.hpp"

namespace iw {

Account::Account(std::size_t index, const AccountSettings& settings, const RetrySettings& retry, Round& round)
    : index_(index), round_(round), hold_({retry.initial, retry.max, retry.multiplier}), budget_(retry.budget) {
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
  if (!hold_.closed(now)) return Permit{};
  if (!hold_.probe_due(now)) return std::nullopt;
  Permit probe{hold_.start_probe()};
  refresh(now);
  return probe;
}

bool Account::give_back(Permit permit, bool heard, TimePoint now, double jitter) {
  // The late answer of a probe from before a hold ended, or lost its token, says nothing of the one that lasts now.
  if (!permit.is_probe() || !hold_.is_current(permit.probe_)) return false;
  if (heard)
    hold_.end();
  else
    hold_.probe_failed(permit.probe_, now, jitter);
  refresh(now);
  return heard;
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

void Account::end_hold(TimePoint now) {
  hold_.end();
  refresh(now);
}

void Account::start_anew(TimePoint now) {
  pause_.end();
  hold_.end();
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
