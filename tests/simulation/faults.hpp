// Which faults a run has, and how often: chosen by its seed, all off after the heal. Plain data; one thread.
#pragma once

#include <string>

#include "tests/simulation/timeline.hpp"

namespace iw::simulation {

/// Probabilities; 0: this fault is off.
struct Faults {
  // of a worker, each time that the scenario looks
  double crash = 0;
  double freeze = 0;
  double cut_off = 0;    ///< its heartbeats and commits reach no broker for longer than the session
  double rebalance = 0;  ///< the group moves partitions though nobody is ill
  double restart = 0;    ///< a clean stop and a new start
  double theft = 0;      ///< a second worker is started under the name of one that is well
  double wall_step = 0;
  // of a cycle
  double abort = 0;
  double unknown = 0;  ///< a transactional call is not answered, whether it landed or not
  double slow_cycle = 0;
  // of a call
  double transient = 0;
  double permanent = 0;
  double lost = 0;         ///< no answer, executed or not
  double bad_gateway = 0;  ///< a 502 without an errcode, executed or not
  double not_sent = 0;
  double token = 0;
  double throttle = 0;
  double slow_call = 0;

  [[nodiscard]] static Faults chosen(Timeline& time);
  /// Those that are on, for people.
  [[nodiscard]] std::string names() const;
};

}  // namespace iw::simulation
