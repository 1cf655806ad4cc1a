// A declaration's values as YAML text: the reverse of reading. Pure, any thread.
#pragma once

#include <string>

#include "common/config/declaration.hpp"

namespace iw::config {

/// Every key with its value, in the declaration's order, without those that are refused. Secrets stand as *****.
/// A text or secret that is empty though it must not be was never given: it is left out.
[[nodiscard]] std::string render(const Section& declaration);

}  // namespace iw::config
