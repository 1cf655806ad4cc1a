// `import-worker demo`: the whole way of 500 requests, on the embedded broker or on a real Kafka, with the sandbox API. Main thread.
#pragma once

#include <cstdint>
#include <string>

#include "common/error.hpp"

namespace iw {

/// What to show.
struct DemoOptions {
  std::uint32_t requests = 500;
  int fault_percent = 20;  ///< calls answered -1 or -1000
  std::string
      brokers;  ///< empty: the embedded broker, all in this process. Else a real Kafka: the worker is a process of its own, killed in the middle
  std::string program;  ///< path of this program, to start workers with
};

/// Everything in one process; nothing to install. True when each request got its one event.
[[nodiscard]] Result<bool> run_embedded_demo(const DemoOptions& options);

/// On a real Kafka, with a SIGKILL in the middle. True when nothing was lost, nothing told twice, and no INSERT called twice.
[[nodiscard]] Result<bool> run_kafka_demo(const DemoOptions& options);

}  // namespace iw
