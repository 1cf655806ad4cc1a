// What the group has committed and what the log holds, as the broker knows it. Blocking: never on the loop thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "common/error.hpp"
#include "common/kafka/client.hpp"
#include "worker/ports/cycle.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// Whether the log's first and last offsets are asked for, too: that takes a leader for each partition.
enum class LogBounds : std::uint8_t { read, left_out };

/// Reads committed offsets with their metadata, stable (the consumer's isolation.level is read_committed), and the log's first and last offsets.
/// It waits for transactions that are open on these partitions: `timeout` should be longer than the transaction timeout and the broker's 10 s sweep.
/// A partition whose bounds cannot be read says so in `unreadable`, and the others are there all the same.
[[nodiscard]] Result<std::vector<CommittedOffset>> read_committed(const kafka::Client& consumer, const KafkaSettings& settings,
                                                                  const std::vector<PartitionId>& partitions, std::chrono::milliseconds timeout,
                                                                  LogBounds bounds);

/// Which of these partitions have no committed offset of the group. Not stable: it waits for no transaction, and sees nothing of those that are open. `producer`
/// must have sent offsets of the group a moment ago: that is how it knows the coordinator (librdkafka's cache of it does not heal by this request).
[[nodiscard]] Result<std::vector<PartitionId>> read_missing(const kafka::Client& producer, const KafkaSettings& settings,
                                                            const std::vector<PartitionId>& partitions, std::chrono::milliseconds timeout);

}  // namespace iw
