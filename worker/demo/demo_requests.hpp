// The requests that the demo sends. Pure.
#pragma once

#include <cstdint>
#include <string>

namespace iw {

/// The n-th request record's value. Every fifth is an INSERT, a few are poison, a few name a file that does not exist.
[[nodiscard]] std::string demo_request(std::uint32_t n);

/// The sandbox's fault script for these requests: `percent` of the calls answered -1 or -1000 by halves, and this latency for all.
[[nodiscard]] std::string demo_faults(int percent, int latency_ms);

}  // namespace iw
