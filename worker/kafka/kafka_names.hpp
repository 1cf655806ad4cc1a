// Partitions as Kafka names them, by topic name and number, and as we do. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "worker/ports/partition_id.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// The name of an input topic in these settings.
[[nodiscard]] const std::string& topic_name(const KafkaSettings& settings, InputTopic topic);
/// The partition that Kafka calls so. The name must be that of an input topic: nothing else is subscribed to.
[[nodiscard]] PartitionId partition_id(const KafkaSettings& settings, std::string_view topic, std::int32_t number);

}  // namespace iw
