// The checker of the guarantee (guarantee.md, I1 to I10), the same for simulated runs and for those on a real Kafka. Pure; one thread.
#pragma once

#include <string>
#include <vector>

#include "tests/support/check/facts.hpp"

namespace iw::testing {

/// All violations, one line each, invariant by invariant; empty when the run was right.
[[nodiscard]] std::vector<std::string> check(const Facts& facts);

}  // namespace iw::testing
