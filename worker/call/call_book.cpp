#include "worker/call/call_book.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "common/law/law.hpp"

namespace iw {

std::size_t CallBook::limit(TimePoint now) const {
  if (!narrowed_at_) return slots_;
  // Whoever took the room may give it back at any time, and nobody tells: it is tried out, slowly.
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now - *narrowed_at_).count();
  return seconds < 1 ? 0 : std::min(slots_, narrowed_to_ + static_cast<std::size_t>(seconds));
}

void CallBook::narrow(TimePoint now) {
  narrowed_to_ = std::min(limit(now), under_way_);
  narrowed_at_ = now;
}

CallId CallBook::begin(JobName job, std::size_t account, std::uint64_t epoch) {
  if (under_way_ >= slots_) breach("no more calls than api.max_in_flight", "account " + std::to_string(account));
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(places_.size()));
    places_.emplace_back();
  }
  const std::uint32_t index = free_.back();
  free_.pop_back();
  Place& place = places_[index];
  place = {job, account, epoch, place.use + 1, true};
  ++under_way_;
  return (CallId{place.use} << 32) | index;
}

void CallBook::orphan(CallId call) { taken_place(call).job.reset(); }

std::optional<JobName> CallBook::end(CallId call) {
  Place& place = taken_place(call);
  place.taken = false;
  --under_way_;
  free_.push_back(static_cast<std::uint32_t>(call));
  return std::exchange(place.job, std::nullopt);
}

CallBook::Place& CallBook::taken_place(CallId call) {
  const auto index = static_cast<std::uint32_t>(call);
  if (index >= places_.size() || !places_[index].taken || places_[index].use != static_cast<std::uint32_t>(call >> 32))
    breach("a call slot is given back exactly once", "call " + std::to_string(call));
  return places_[index];
}

std::size_t CallBook::under_way_of_account(std::size_t account) const {
  return static_cast<std::size_t>(std::count_if(places_.begin(), places_.end(), [&](const Place& p) { return p.taken && p.account == account; }));
}

std::size_t CallBook::under_way_of_assignment(std::uint64_t epoch) const {
  return static_cast<std::size_t>(std::count_if(places_.begin(), places_.end(), [&](const Place& p) { return p.taken && p.epoch == epoch; }));
}

std::size_t CallBook::with_job() const {
  return static_cast<std::size_t>(std::count_if(places_.begin(), places_.end(), [](const Place& p) { return p.taken && p.job; }));
}

}  // namespace iw
