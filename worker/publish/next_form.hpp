// What a record becomes that its topic refused for good, for its size or another reason (contract, section 3). Pure, any thread.
#pragma once

#include <optional>

#include "worker/ports/outgoing_record.hpp"

namespace iw {

/// The next form to try, one step at a time: a dead letter loses its value, an event its texts (what identifies the request and its outcome stays), then
/// both lose the headers that are not ours, and get the request_id for a key. For another reason than its size a record without a key gets that first: a
/// compacted topic wants one. Nothing: no form is left.
[[nodiscard]] std::optional<OutgoingRecord> next_form(OutgoingRecord record, bool for_size);

}  // namespace iw
