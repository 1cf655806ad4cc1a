// Counts every sum of the engine anew. Loop thread. It walks over all jobs, so it is for tests and the simulation: what is cheap to check is checked by
// each owner itself, in every program.
#pragma once

#include "worker/owners/owners.hpp"

namespace iw {

/// A breach when a sum that an owner keeps is not what the jobs, calls and partitions themselves add up to.
void audit(Owners& owners);

}  // namespace iw
