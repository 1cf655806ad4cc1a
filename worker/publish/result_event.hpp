// Outcome → result event (contract, section 2). Pure, any thread.
#pragma once

#include <string_view>

#include "worker/publish/job_report.hpp"
#include "worker/publish/outgoing_record.hpp"

namespace iw {

/// The CloudEvents record for the result topic. Its `ce_id` depends on the request's place alone, so a reader may deduplicate on it.
[[nodiscard]] OutgoingRecord make_result_event(const JobReport& report);

/// "accepted", "failed", "in_doubt"
[[nodiscard]] std::string_view name_of(Outcome outcome);
/// "ok", "invalid_request", … as events and metrics show it
[[nodiscard]] std::string_view name_of(Reason reason);

}  // namespace iw
