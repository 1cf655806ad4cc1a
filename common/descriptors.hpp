// File descriptors of this process: how many there may be, what they are divided among, and whether a failure comes of having none.
#pragma once

#include <boost/system/error_code.hpp>
#include <cstddef>

#include "common/error.hpp"

namespace iw {

/// Raises the soft limit of open descriptors to the hard one, at most to a million. Returns what holds from now on.
[[nodiscard]] std::size_t raise_descriptor_limit();

/// What a worker with so many descriptors may have open at once.
struct DescriptorPlan {
  int calls = 0;                      ///< to the API
  std::size_t admin_connections = 0;  ///< to its admin port
};

/// Divides `limit` descriptors: some for Kafka's connections and files, some for the admin port, and the rest for calls, at most `wanted_calls`. The error
/// says what to raise or lower when not even a few calls fit. Pure.
[[nodiscard]] Result<DescriptorPlan> plan_descriptors(std::size_t limit, int wanted_calls);

/// Did it fail because this machine has no descriptor, no local port or no memory left, whoever was at the other end?
[[nodiscard]] bool is_local_want(const boost::system::error_code& error);
/// Is there no descriptor left right now? For failures that do not say so themselves, such as those of a name's look-up.
[[nodiscard]] bool out_of_descriptors();

}  // namespace iw
