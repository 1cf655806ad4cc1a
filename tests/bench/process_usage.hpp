// CPU time and memory of a process, from /proc. Any thread.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace iw::bench {

/// What a process has used so far.
struct Usage {
  double cpu_seconds = 0;  ///< user and system, all threads
  double peak_mib = 0;     ///< highest resident memory
};

/// Reads it; zeros when the process is gone.
[[nodiscard]] Usage usage_of(pid_t pid);

}  // namespace iw::bench
