// The engine as people and programs look at it. Loop thread. Nothing here decides anything.
#pragma once

#include "worker/owners/owners.hpp"

namespace iw {

/// What there is to see, except what only the shells know (version, readiness).
[[nodiscard]] Status look(const Owners& owners, double last_cycle_ms);

}  // namespace iw
