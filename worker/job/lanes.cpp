#include "worker/job/lanes.hpp"

#include <algorithm>

#include "worker/settings/token_draft.hpp"

namespace iw {

Lanes::Lanes(const Settings& settings) : retry_(settings.retry) {
  for (const auto& account : settings.accounts) put(lanes_.size(), account);
}

void Lanes::put(std::size_t account, const AccountSettings& settings) {
  by_name_.insert_or_assign(settings.name, account);
  if (account == lanes_.size())
    lanes_.push_back(
        Lane{.name = settings.name, .gate = AccountGate{{retry_.initial, retry_.max, retry_.multiplier}}, .budget = RetryBudget{retry_.budget}});
  lanes_[account].token_kind = name_of(settings.token.kind);
  lanes_[account].removed = false;
}

std::size_t Lanes::index_for(std::string_view name) const {
  const auto it = by_name_.find(name);
  return it == by_name_.end() ? lanes_.size() : it->second;
}

std::optional<std::size_t> Lanes::find(std::string_view name) const {
  const auto it = by_name_.find(name);
  return it == by_name_.end() || lanes_[it->second].removed ? std::nullopt : std::optional{it->second};
}

void Lanes::enqueue(Job& job, TimePoint now, bool in_front) {
  Lane& lane = lanes_[job.account];
  in_front ? lane.ready.push_front(job) : lane.ready.push_back(job);
  if (lane.in_turn)
    ++callable_;
  else
    gate_changed(job.account, now);
}

void Lanes::leave(Job& job) {
  if (job.queue == nullptr) return;  // a job whose account is unknown has no lane
  Lane& lane = lanes_[job.account];
  if (job.queue != &lane.ready) return;
  JobQueue::leave(job);
  if (!lane.in_turn) return;
  --callable_;
  if (lane.ready.empty()) set_in_turn(job.account, false);
}

void Lanes::gate_changed(std::size_t account, TimePoint now) {
  Lane& lane = lanes_[account];
  const auto key = static_cast<JobRef>(account);
  gates_.cancel(key);
  const bool shut = lane.gate.closed(now);
  if (shut && lane.gate.until() != TimePoint::max()) gates_.arm(key, lane.gate.until());
  set_in_turn(account, !shut && !lane.ready.empty());
}

void Lanes::set_in_turn(std::size_t account, bool in_turn) {
  Lane& lane = lanes_[account];
  if (lane.in_turn == in_turn) return;
  lane.in_turn = in_turn;
  if (in_turn) {
    round_.push_back(account);
    callable_ += lane.ready.size();
  } else {
    round_.erase(std::find(round_.begin(), round_.end(), account));
    callable_ -= lane.ready.size();
  }
}

Lane* Lanes::turn() { return round_.empty() ? nullptr : &lanes_[round_.front()]; }

void Lanes::pass() {
  if (round_.size() < 2) return;
  round_.push_back(round_.front());
  round_.pop_front();
}

void Lanes::wake(TimePoint now) {
  while (const auto account = gates_.pop_due(now)) gate_changed(*account, now);
}

TimePoint Lanes::next_wake() const { return gates_.earliest(); }

}  // namespace iw
