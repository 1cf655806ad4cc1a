// Everything around the workers of one run. Plain data; one thread.
#pragma once

#include <string>
#include <utility>

#include "tests/simulation/api.hpp"
#include "tests/simulation/broker.hpp"
#include "tests/simulation/faults.hpp"
#include "tests/simulation/group.hpp"
#include "worker/call/freshness.hpp"
#include "worker/job/job_life.hpp"
#include "worker/settings/settings.hpp"

namespace iw::simulation {

inline constexpr milliseconds kSession{6'000};
inline constexpr milliseconds kTransactionTimeout{2'000};

/// Time, chance, faults, broker, group, API, and what happened.
struct World {
  World(std::uint64_t seed, int partitions)
      : time(seed),
        faults(Faults::chosen(time)),
        broker(time, history, kTransactionTimeout),
        group(time, partitions, 2 * kSession),
        api(time, faults) {
    settings.kafka.session_timeout = kSession;
    settings.kafka.transaction_timeout = kTransactionTimeout;
    history.session = kSession;
    history.freshness = freshness(settings.kafka);
    history.transaction_timeout = kTransactionTimeout;
  }
  /// For the one who reads a history.
  void note(std::string what) { history.happenings.emplace_back(Noted{time.now(), std::move(what)}); }

  Timeline time;
  Faults faults;
  History history;
  Broker broker;
  Group group;
  Api api;
  Settings settings;
  Walked walked{};  ///< every move of a job that any worker of this run has made
};

}  // namespace iw::simulation
