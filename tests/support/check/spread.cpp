#include "tests/support/check/spread.hpp"

#include <algorithm>

namespace iw::testing {

namespace {

constexpr std::size_t kEnough = 50;

/// The value that `share` of the sorted ones do not exceed.
Duration quantile(const std::vector<Duration>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

void Spread::add(int n, Duration wait, bool exact) {
  Waits& waits = waits_[n];
  waits.lengths.push_back(wait);
  waits.exact = waits.exact && exact;
}

void Spread::check(Findings& findings) const {
  for (const auto& [n, waits] : waits_) {
    const Duration window = backoff(n, book_.facts.rules.backoff, 1) / 2;
    if (!can_judge(waits, window)) continue;
    auto sorted = waits.lengths;
    std::sort(sorted.begin(), sorted.end());
    // Whoever waited much longer waited for something else besides: a slot, a pause, a process that stood still.
    const auto low = quantile(sorted, 0.05);
    sorted.erase(std::upper_bound(sorted.begin(), sorted.end(), low + 2 * window), sorted.end());
    if (sorted.size() < kEnough) continue;
    const auto middle = quantile(sorted, 0.5);
    if (5 * std::min(middle - low, quantile(sorted, 0.95) - middle) < window)
      findings.wrong("I6", "the waits of " + std::to_string(sorted.size()) + " jobs after attempt " + std::to_string(n) + " do not spread");
  }
}

bool Spread::can_judge(const Waits& waits, Duration window) const {
  // Calls that take long come back in bunches, as slots get free: against that the window must be wide.
  return waits.exact || window >= 4 * usual_call();
}

Duration Spread::usual_call() const {
  std::vector<Duration> lengths;
  for (const auto& [place, job] : book_.jobs) {
    if (job.told.empty() || job.called.empty()) continue;
    const Told& told = *job.told.front();
    lengths.push_back((told.decided ? *told.decided : told.when).time - job.called.back()->when.time);
  }
  std::sort(lengths.begin(), lengths.end());
  return lengths.empty() ? Duration{} : quantile(lengths, 0.5);
}

}  // namespace iw::testing
