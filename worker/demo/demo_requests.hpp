// The requests that the demo sends. Pure.
#pragma once

#include <cstdint>
#include <string>

namespace iw {

/// The n-th request record's value. Every fifth is an INSERT, a few are poison, a few name a collection that does not exist.
[[nodiscard]] std::string demo_request(std::uint32_t n);

/// The faults that the sandbox plays for these requests: `percent` of the calls answered -1 or -1000 by halves, and the collections that do not exist.
[[nodiscard]] std::string demo_faults(int percent);

}  // namespace iw
