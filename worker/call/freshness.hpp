// How long a permission to call lasts (guarantee.md, freshness). Pure, any thread.
#pragma once

#include <algorithm>
#include <chrono>

#include "worker/settings/settings.hpp"

namespace iw {

/// From the beginning of the cycle that gave it, or from the loop's last tick. Half a session is the most: by then another worker may own the
/// partition. A cycle that has taken longer than its transaction may last has not committed, so a shorter permission would only keep slow clusters
/// from calling, and a longer one would only keep a static member's new owner waiting (job_flow, doubt).
[[nodiscard]] inline std::chrono::milliseconds freshness(const KafkaSettings& settings) {
  return std::min(settings.session_timeout / 2, settings.transaction_timeout);
}

}  // namespace iw
