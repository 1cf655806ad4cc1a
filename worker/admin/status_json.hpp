// Status → the JSON of /statusz (contract, section 7). Pure, any thread.
#pragma once

#include <string>

#include "worker/status/status.hpp"

namespace iw {

[[nodiscard]] std::string status_json(const Status& status);

}  // namespace iw
