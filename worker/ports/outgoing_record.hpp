// A record on its way to the result or dead-letter topic. Plain data, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/record.hpp"

namespace iw {

/// The topics that the worker writes to.
enum class OutgoingTopic : std::uint8_t { results, dead_letters };

/// A record to be produced in a commit cycle. The producer picks the partition: `request_partition` when the topic has as many partitions
/// as the request topic, else by murmur2 of the key (contract, section 2).
struct OutgoingRecord {
  OutgoingTopic topic = OutgoingTopic::results;
  std::int32_t request_partition = 0;
  std::int64_t request_offset = 0;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;
  std::string request_id;  ///< for a key, where the topic refuses the request's own or wants one
};

/// Bytes that the record takes, roughly as it goes over the wire.
[[nodiscard]] inline std::size_t size_of(const OutgoingRecord& record) {
  std::size_t size = record.request_id.size() + (record.key ? record.key->size() : 0) + (record.value ? record.value->size() : 0);
  for (const auto& header : record.headers) size += header.name.size() + (header.value ? header.value->size() : 0);
  return size;
}

}  // namespace iw
