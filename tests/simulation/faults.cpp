#include "tests/simulation/faults.hpp"

#include <utility>

namespace iw::simulation {

namespace {

struct Known {
  const char* name;
  double Faults::*field;
  double highest;
};

constexpr Known kKnown[] = {{"crash", &Faults::crash, 0.15},
                            {"freeze", &Faults::freeze, 0.10},
                            {"cut_off", &Faults::cut_off, 0.06},
                            {"rebalance", &Faults::rebalance, 0.15},
                            {"restart", &Faults::restart, 0.10},
                            {"theft", &Faults::theft, 0.06},
                            {"wall_step", &Faults::wall_step, 0.05},
                            {"abort", &Faults::abort, 0.3},
                            {"unknown", &Faults::unknown, 0.2},
                            {"slow_cycle", &Faults::slow_cycle, 0.3},
                            {"transient", &Faults::transient, 0.5},
                            {"permanent", &Faults::permanent, 0.2},
                            {"lost", &Faults::lost, 0.3},
                            {"bad_gateway", &Faults::bad_gateway, 0.2},
                            {"not_sent", &Faults::not_sent, 0.3},
                            {"token", &Faults::token, 0.1},
                            {"throttle", &Faults::throttle, 0.1},
                            {"slow_call", &Faults::slow_call, 0.3}};

}  // namespace

Faults Faults::chosen(Timeline& time) {
  Faults faults;
  if (time.chance(0.03)) return faults;
  const double share = time.pick(1, 9) / 10.0;
  for (const Known& known : kKnown)
    if (time.chance(share)) faults.*known.field = known.highest * time.pick(1, 10) / 10;
  return faults;
}

std::string Faults::names() const {
  std::string names;
  for (const Known& known : kKnown)
    if (this->*known.field > 0) names += std::string{names.empty() ? "" : " "} + known.name;
  return names.empty() ? "none" : names;
}

}  // namespace iw::simulation
