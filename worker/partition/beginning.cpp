#include "worker/partition/beginning.hpp"

#include <algorithm>
#include <utility>

namespace iw {

namespace {

constexpr const char* kSetOffset =
    "Stop all workers of the group, set its offset to one that the log holds (kafka-consumer-groups.sh --reset-offsets), which also clears the ledger, and "
    "start them again";

std::string range_of(const CommittedOffset& committed) {
  return "the log holds " + std::to_string(committed.low_watermark) + " to " + std::to_string(committed.high_watermark);
}

std::string misfit(std::int64_t offset, const CommittedOffset& committed) {
  if (offset < committed.low_watermark)
    return "committed offset " + std::to_string(offset) + " is gone, " + range_of(committed) + ": requests were deleted before they were handled. " + kSetOffset +
           ", once you know what was lost";
  if (offset > committed.high_watermark)
    return "committed offset " + std::to_string(offset) + " lies beyond the end, " + range_of(committed) + ": was the log cut, or restored from an older copy? " + kSetOffset;
  return {};
}

std::string unknown_start(std::int64_t records, const KafkaSettings& settings) {
  if (records == 0 || settings.without_offset == WithoutOffset::earliest) return {};
  return "group " + settings.group + " has no committed offset here, " + std::to_string(records) + " records lie in the log, and kafka.without_offset is stop. " +
         kSetOffset + ", or set kafka.without_offset to earliest";
}

}  // namespace

Beginning begin_from(const CommittedOffset& committed, const KafkaSettings& settings) {
  Beginning beginning;
  beginning.offset = committed.offset.value_or(committed.low_watermark);
  if (!committed.unreadable.empty()) beginning.trouble = committed.unreadable;
  if (!committed.offset) beginning.unaccounted = std::max<std::int64_t>(0, committed.high_watermark - committed.low_watermark);
  if (beginning.trouble.empty())
    beginning.trouble = committed.offset ? misfit(*committed.offset, committed) : unknown_start(beginning.unaccounted, settings);
  auto ledger = decode_ledger(committed.metadata, beginning.offset);
  if (beginning.trouble.empty() && !ledger) beginning.trouble = ledger.error().message;
  if (ledger) beginning.ledger = std::move(*ledger);
  if (beginning.trouble.empty() && beginning.ledger.snapshot.end > std::max(committed.high_watermark, beginning.offset))
    beginning.trouble = "the committed ledger names offsets up to " + std::to_string(beginning.ledger.snapshot.end) + ", but the log ends at " +
                        std::to_string(committed.high_watermark) + ": was the log cut, or restored from an older copy? " + kSetOffset;
  return beginning;
}

}  // namespace iw
