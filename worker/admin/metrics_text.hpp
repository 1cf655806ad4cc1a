// Status → Prometheus' text format (contract, section 7: prefix import_worker_). Pure, any thread.
#pragma once

#include <string>

#include "worker/status/status.hpp"

namespace iw {

[[nodiscard]] std::string metrics_text(const Status& status);

}  // namespace iw
