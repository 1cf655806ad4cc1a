// One worker process on a real local Kafka with a backlog, against an API that answers after a fixed time: what benchmarks of the worker measure.
// One thread. Worker, broker, API and driver share the machine, so only figures of one run compare.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace iw::bench {

/// One setting that is measured.
struct Cell {
  std::chrono::milliseconds delay;
  int in_flight;
  bool insert;
};

/// What came out.
struct Figures {
  double jobs_per_s = 0;
  double cpu_us = 0;  ///< user and system time of the worker process per job
  double peak_mib = 0;
};

/// Works off `jobs` requests; start-up and the ragged end are left out: measured is from 20 % to 95 % of them. `once_running` is called with the
/// admin port after the first fifth, and what it returns is called at the end. `program` is started
/// as `program run --config FILE`.
[[nodiscard]] Figures measure(const Cell& cell, std::size_t jobs,
                              const std::function<std::function<void()>(std::uint16_t admin_port)>& once_running = {},
                              const std::string& program = IMPORT_WORKER_PROGRAM);

}  // namespace iw::bench
