// Could a worker commit its results? Main thread, blocking with bounds.
// It never takes the worker's own transactional.id while somebody may run under it, and what it writes is aborted: no read_committed reader sees it.
#pragma once

#include <vector>

#include "worker/cli/check_group.hpp"

namespace iw {

/// Adds what is wrong with transactions and with writing to the result and dead-letter topics, or that nothing is.
void check_transactions(const KafkaSettings& settings, GroupSeen group, const CheckTime& time, std::vector<Finding>& findings);

}  // namespace iw
