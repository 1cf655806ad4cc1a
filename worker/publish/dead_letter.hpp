// Outcome → dead letter (contract, section 3). Pure, any thread.
#pragma once

#include <cstddef>
#include <string_view>

#include "worker/publish/job_report.hpp"
#include "worker/ports/outgoing_record.hpp"

namespace iw {

/// The request byte for byte, with the headers that say why it is here. A value over `max_value_bytes` goes as null with `dead-letter-truncated`.
/// `redrive-count` is kept when the request carries a valid one, else 0; other `dead-letter-*` headers that the request carries from an earlier life
/// are replaced.
[[nodiscard]] OutgoingRecord make_dead_letter(const JobReport& report, std::size_t max_value_bytes);

/// Is this one of the headers that a dead letter adds?
[[nodiscard]] bool is_dead_letter_header(std::string_view name);

}  // namespace iw
