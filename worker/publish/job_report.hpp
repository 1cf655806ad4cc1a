// Everything that a result event and a dead letter say of one job. Plain data, any thread.
#pragma once

#include <string_view>

#include "common/record.hpp"
#include "worker/decode/import_request.hpp"
#include "worker/answer/job_outcome.hpp"

namespace iw {

/// A finished job, by reference: used while its records are written, never kept.
struct JobReport {
  const Record& record;
  const ImportRequest& request;
  const JobOutcome& outcome;
  int attempts = 0;
  WallTime received_at;
  WallTime finished_at;
  std::string_view topic;  ///< request topic
  std::string_view group;
};

}  // namespace iw
