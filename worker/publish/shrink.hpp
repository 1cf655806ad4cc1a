// Makes a record smaller that its topic refused for its size, so that the partition can move on. Pure, any thread.
#pragma once

#include "worker/ports/outgoing_record.hpp"

namespace iw {

/// One step smaller; after a few steps nothing is left to take away, and the record is as small as it gets. Each step is a pure function of the
/// record. A dead letter first loses its value (`dead-letter-truncated` says how long it was), then the request's own headers, then its key. An event
/// first loses errmsg and the rest of its optional fields' bulk, then its trace headers, then its key (partition by none).
[[nodiscard]] OutgoingRecord shrink(OutgoingRecord record);

}  // namespace iw
