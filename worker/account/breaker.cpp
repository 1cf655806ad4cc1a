#include "worker/account/breaker.hpp"

namespace iw {

bool Breaker::failed(TimePoint now) {
  // Calls that were under way when it broke come back by the hundred: they are no news, and move no probe.
  if (settings_.failures == 0 || broken_ || ++in_a_row_ < settings_.failures) return false;
  broken_ = true;
  probes_.next_at(now + settings_.probe);
  return true;
}

bool Breaker::heard() {
  const bool was_broken = broken_;
  end();
  return was_broken;
}

void Breaker::end() {
  in_a_row_ = 0;
  broken_ = false;
  probes_.reset();
}

void Breaker::probe_over(std::uint64_t probe, TimePoint now) {
  if (broken_ && is_current(probe)) probes_.next_at(now + settings_.probe);
}

}  // namespace iw
