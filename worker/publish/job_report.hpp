// Everything that a result event and a dead letter say of one job. Plain data, any thread.
#pragma once

#include <string_view>

#include "common/record.hpp"
#include "worker/answer/job_outcome.hpp"
#include "worker/decode/import_request.hpp"
#include "worker/publish/origin.hpp"

namespace iw {

/// A finished job, by reference: used while its records are written, never kept.
struct JobReport {
  const Record& record;
  const ImportRequest& request;
  const Origin& origin;
  const JobOutcome& outcome;
  int attempts = 0;
  WallTime finished_at;
  std::string_view group;
};

}  // namespace iw
