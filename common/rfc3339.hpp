// RFC 3339 times, as requests carry them and events show them. Pure, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/clock.hpp"

namespace iw {

/// Is it in the years 1970 to 9999, which is what a record's own time may say? -1 stands for none, and anything else for a clock that was never set.
[[nodiscard]] constexpr bool is_calendar_time(std::chrono::milliseconds since_1970) {
  constexpr std::chrono::sys_days kEnd{std::chrono::year{10'000} / 1 / 1};
  return since_1970.count() >= 0 && since_1970 < kEnd.time_since_epoch();
}

/// "2026-01-01T00:00:00.000Z": UTC, milliseconds, always 24 characters; a time outside the years 0-9999 is told as the nearest inside.
[[nodiscard]] std::string format_rfc3339(WallTime time);

/// Reads "2026-01-01T00:00:00Z", with any fraction of a second (cut to milliseconds) and any offset "+08:00".
/// Lower-case t and z are read too (RFC 3339 section 5.6). Nothing for text that is not a complete, valid time; a leap second (:60) is read as :59.
[[nodiscard]] std::optional<WallTime> parse_rfc3339(std::string_view text);

}  // namespace iw
