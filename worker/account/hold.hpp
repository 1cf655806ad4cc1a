// The account itself is in trouble (contract, section 4, hold): one probe at a time finds out whether it still is. Pure; loop thread.
#pragma once

#include <cstdint>

#include "common/backoff.hpp"
#include "worker/account/closer.hpp"
#include "worker/account/probes.hpp"

namespace iw {

/// No call but probes, each after a backoff that grows with every one that failed. A probe has a number: the verdict of an earlier one changes nothing.
class Hold final : public Closer {
 public:
  /// `rules` space the probes: the retry backoff's own figures.
  explicit Hold(BackoffRules rules) : rules_(rules) {}

  [[nodiscard]] std::string_view state() const override { return "held"; }
  [[nodiscard]] std::string_view waits_for() const override { return "hold"; }
  [[nodiscard]] bool closed(TimePoint) const override { return held_; }
  /// When the next probe may go; TimePoint::max() while one is under way, and where none helps.
  [[nodiscard]] TimePoint until() const override { return probes_.until(); }
  [[nodiscard]] bool end_is_certain() const override { return false; }

  /// Begins; while it lasts nothing changes: answers of calls that were under way when it began come in by the hundred. `jitter` in [0, 1).
  void begin(TimePoint now, double jitter);
  /// Begins, or goes on, without probes: there is no token at all, only end() helps.
  void begin_without_probes();
  /// The trouble is over.
  void end();

  [[nodiscard]] bool probe_due(TimePoint now) const { return held_ && until() <= now; }
  /// The number of the probe that goes out now; never 0.
  [[nodiscard]] std::uint64_t start_probe() { return probes_.start(); }
  /// Is this the probe that counts? Not one from before the hold ended or lost its probes.
  [[nodiscard]] bool is_current(std::uint64_t probe) const { return probes_.is_current(probe); }
  /// The current probe said nothing good: another one after the next backoff. Others change nothing.
  void probe_failed(std::uint64_t probe, TimePoint now, double jitter);

 private:
  void space_next(TimePoint now, double jitter);

  BackoffRules rules_;
  bool held_ = false;
  int failed_probes_ = 0;
  Probes probes_;
};

}  // namespace iw
