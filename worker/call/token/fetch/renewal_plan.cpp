#include "worker/call/token/fetch/renewal_plan.hpp"

#include <algorithm>

namespace iw {

namespace {

using namespace std::chrono_literals;

constexpr Duration kShortLife = 20min;
constexpr Duration kEarliest = 10min;  // before the end
constexpr Duration kSpread = 5min;

Duration share(Duration of, double part) { return Duration{static_cast<Duration::rep>(static_cast<double>(of.count()) * part)}; }

}  // namespace

Duration renewal_wait(Duration life, double jitter) {
  if (life < kShortLife) return share(life, 0.5 + 0.3 * jitter);
  return life - kEarliest + share(kSpread, jitter);
}

void RenewalPlan::renewed(TimePoint asked, Duration life, double jitter) {
  failures_ = 0;
  due_ = asked + renewal_wait(life, jitter);
}

void RenewalPlan::failed(TimePoint now, Duration at_least, double jitter) {
  ++failures_;
  // backoff() draws from half of its cap on: twice the first wait as the first cap keeps `initial` the least.
  const auto wait = backoff(failures_, {2 * initial_, max_, 2}, jitter);
  due_ = now + std::max({wait, initial_, at_least});
}

}  // namespace iw
