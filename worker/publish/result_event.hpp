// Outcome → result event (contract, section 2). Pure, any thread.
#pragma once

#include <string_view>

#include "worker/publish/job_report.hpp"
#include "worker/ports/outgoing_record.hpp"

namespace iw {

/// The CloudEvents record for the result topic. Its `ce_id` depends on the request's place alone, so a reader may deduplicate on it.
[[nodiscard]] OutgoingRecord make_result_event(const JobReport& report);

}  // namespace iw
