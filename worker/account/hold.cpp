#include "worker/account/hold.hpp"

#include <algorithm>

namespace iw {

void Hold::begin(TimePoint now, double jitter) {
  if (held_) return;
  held_ = true;
  failed_probes_ = 0;
  space_next(now, jitter);
}

void Hold::begin_without_probes() {
  held_ = true;
  probes_.stop();
}

void Hold::end() {
  held_ = false;
  probes_.reset();
  failed_probes_ = 0;
}

void Hold::probe_failed(std::uint64_t probe, TimePoint now, double jitter) {
  if (!is_current(probe)) return;
  space_next(now, jitter);
}

void Hold::space_next(TimePoint now, double jitter) {
  failed_probes_ = std::min(failed_probes_ + 1, 64);
  probes_.next_at(now + backoff(failed_probes_, rules_, jitter));
}

}  // namespace iw
