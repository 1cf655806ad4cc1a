// Where a request came from. Plain data, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/clock.hpp"

namespace iw {

/// The record that a job began with, and when a worker first took it up: what its events name. It is not where the job's record stands now, which may
/// be moved.
struct Origin {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::optional<WallTime> timestamp;
  WallTime received_at{};  ///< when a worker first took it up
};

}  // namespace iw
