// Could a worker be a member of its group? Main thread, blocking with bounds.
// A group that has members is only looked at: joining would make all of them give their partitions up for a moment. An empty one is joined and left.
#pragma once

#include <vector>

#include "common/kafka/client.hpp"
#include "worker/cli/check_time.hpp"
#include "worker/cli/checks.hpp"

namespace iw {

/// What the group is like now.
enum class GroupSeen : std::uint8_t { unknown, empty, in_use };

/// Adds what is wrong, or that nothing is.
[[nodiscard]] GroupSeen check_group(const kafka::Client& client, const KafkaSettings& settings, const CheckTime& time, std::vector<Finding>& findings);

}  // namespace iw
