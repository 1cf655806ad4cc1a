// The API asked for silence (contract, section 4: throttled, quota). Pure; loop thread.
#pragma once

#include <algorithm>

#include "worker/account/closer.hpp"

namespace iw {

/// No call at all, no probe either, until a known time.
class Pause final : public Closer {
 public:
  [[nodiscard]] std::string_view state() const override { return "paused"; }
  [[nodiscard]] std::string_view waits_for() const override { return "pause"; }
  [[nodiscard]] bool closed(TimePoint now) const override { return now < until_; }
  [[nodiscard]] TimePoint until() const override { return until_; }
  [[nodiscard]] bool end_is_certain() const override { return true; }

  /// A shorter pause never cuts a longer one.
  void extend(TimePoint until) { until_ = std::max(until_, until); }
  void end() { until_ = TimePoint::min(); }

 private:
  TimePoint until_ = TimePoint::min();
};

}  // namespace iw
