// One commit as the broker's own log of offsets (__consumer_offsets) keeps it: the ledger with the moment at which it came. Pure, any thread.
// It reads no topic (topic_client does) and no ledger (decode_ledger does).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/record.hpp"

namespace iw::testing {

/// One committed offset.
struct OffsetCommit {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::string metadata;
  WallTime time;  ///< when the broker took it, which for a transaction is before it became visible
  friend bool operator==(const OffsetCommit&, const OffsetCommit&) = default;
};

/// Reads one record of __consumer_offsets: nothing when it is about another group or topic, about members, or a deletion.
[[nodiscard]] std::optional<OffsetCommit> parse_offset_commit(const Record& record, std::string_view group, std::string_view topic);

}  // namespace iw::testing
