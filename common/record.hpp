// A Kafka record that is owned: its bytes outlive librdkafka's fetch buffer. Plain data, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"

namespace iw {

/// One header: a name, and bytes or null.
struct Header {
  std::string name;
  std::optional<std::string> value;
  friend bool operator==(const Header&, const Header&) = default;
};

/// A record as it was read. Key and value are absent when they are null in the record.
struct Record {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::optional<WallTime> timestamp;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;
};

/// The value of the last header with this name, or nothing when there is none or it is null.
[[nodiscard]] inline std::optional<std::string_view> find_header(const std::vector<Header>& headers, std::string_view name) {
  for (auto it = headers.rbegin(); it != headers.rend(); ++it)
    if (it->name == name && it->value) return std::string_view{*it->value};
  return std::nullopt;
}

/// Bytes that the record keeps in memory: key, value and headers.
[[nodiscard]] inline std::size_t size_of(const Record& record) {
  std::size_t size = (record.key ? record.key->size() : 0) + (record.value ? record.value->size() : 0);
  for (const auto& header : record.headers) size += header.name.size() + (header.value ? header.value->size() : 0);
  return size;
}

}  // namespace iw
