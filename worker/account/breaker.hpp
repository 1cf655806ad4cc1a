// The API answers nothing good (contract, section 4, breaker): calls stop before they burn the attempts of a whole backlog. Pure; loop thread.
#pragma once

#include <cstdint>

#include "worker/account/closer.hpp"
#include "worker/account/probes.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// Breaks after so many failures in a row, with nothing good between; then one probe after the other, in even spaces, until anything good is heard.
class Breaker final : public Closer {
 public:
  explicit Breaker(const BreakerSettings& settings) : settings_(settings) {}

  [[nodiscard]] std::string_view state() const override { return "broken"; }
  [[nodiscard]] std::string_view waits_for() const override { return "breaker"; }
  [[nodiscard]] bool closed(TimePoint) const override { return broken_; }
  [[nodiscard]] TimePoint until() const override { return probes_.until(); }
  [[nodiscard]] bool end_is_certain() const override { return false; }

  /// A call was answered badly or not at all. True: it has broken by this one.
  [[nodiscard]] bool failed(TimePoint now);
  /// Anything else was heard. True: it was broken, and is not any more.
  [[nodiscard]] bool heard();
  /// New settings of its account: whatever the trouble was, it begins anew.
  void end();

  [[nodiscard]] bool probe_due(TimePoint now) const { return broken_ && until() <= now; }
  /// The number of the probe that goes out now; never 0.
  [[nodiscard]] std::uint64_t start_probe() { return probes_.start(); }
  [[nodiscard]] bool is_current(std::uint64_t probe) const { return probes_.is_current(probe); }
  /// The probe is back, or gone without an answer. While it is broken the next one follows; others change nothing.
  void probe_over(std::uint64_t probe, TimePoint now);

 private:
  const BreakerSettings& settings_;
  int in_a_row_ = 0;
  bool broken_ = false;
  Probes probes_;
};

}  // namespace iw
