// Names a partition of a topic that the worker reads. Plain data, any thread.
#pragma once

#include <compare>
#include <cstdint>

namespace iw {

/// The topics that the worker reads, by what they are for: their names stand in the settings (topic_name in worker/kafka).
enum class InputTopic : std::uint8_t { requests };

/// One partition of one of them. Made from a bare number it is one of the request topic.
struct PartitionId {
  // NOLINTNEXTLINE(google-explicit-constructor): most of what is read are requests, and a test says 0 for their first partition
  constexpr PartitionId(std::int32_t partition_number = 0, InputTopic of = InputTopic::requests) : topic(of), number(partition_number) {}
  InputTopic topic;
  std::int32_t number;
  friend constexpr auto operator<=>(const PartitionId&, const PartitionId&) = default;
};

}  // namespace iw
