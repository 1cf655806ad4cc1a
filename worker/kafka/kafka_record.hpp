// librdkafka's message → our Record. Any thread.
#pragma once

#include "common/kafka/handles.hpp"
#include "common/record.hpp"

namespace iw {

/// Copies key, value, headers and timestamp. A fetched message pins its whole fetch buffer, so it is let go after this.
[[nodiscard]] Record copy_record(const rd_kafka_message_t& message);

}  // namespace iw
