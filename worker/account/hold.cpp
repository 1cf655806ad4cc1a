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
  probes_help_ = false;
  probe_ = kNone;
}

void Hold::end() {
  held_ = false;
  probes_help_ = true;
  probe_ = kNone;
  failed_probes_ = 0;
}

void Hold::probe_failed(std::uint64_t probe, TimePoint now, double jitter) {
  if (!is_current(probe)) return;
  probe_ = kNone;
  space_next(now, jitter);
}

void Hold::space_next(TimePoint now, double jitter) {
  failed_probes_ = std::min(failed_probes_ + 1, 64);
  next_probe_ = now + backoff(failed_probes_, rules_, jitter);
}

}  // namespace iw
