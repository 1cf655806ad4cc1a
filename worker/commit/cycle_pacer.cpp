#include "worker/commit/cycle_pacer.hpp"

#include <algorithm>

#include "common/backoff.hpp"

namespace iw {

namespace {

using std::chrono::milliseconds;

/// Up to this many wait for nobody.
constexpr std::size_t kFew = 32;
constexpr milliseconds kManySpacing{50};
constexpr milliseconds kStatesSpacing{100};

}  // namespace

TimePoint CyclePacer::next_start(std::size_t count) const {
  const Duration spacing = count == 0 ? kStatesSpacing : count <= kFew ? milliseconds{0} : kManySpacing;
  return std::max(started_ + spacing, not_before_);
}

void CyclePacer::ended(TimePoint now, bool ok) {
  failures_ = ok ? 0 : std::min(failures_ + 1, 16);
  not_before_ = ok ? TimePoint{} : now + backoff(failures_, {milliseconds{50}, milliseconds{1000}, 2}, 0.5);
}

}  // namespace iw
