// RFC 3339 times, as requests carry them and events show them. Pure, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/clock.hpp"

namespace iw {

/// "2026-01-01T00:00:00.000Z": UTC, milliseconds, always 24 characters for years 0-9999.
[[nodiscard]] std::string format_rfc3339(WallTime time);

/// Reads "2026-01-01T00:00:00Z", with any fraction of a second (cut to milliseconds) and any offset "+08:00".
/// Lower-case t and z are read too (RFC 3339 section 5.6). Nothing for text that is not a complete, valid time; a leap second (:60) is read as :59.
[[nodiscard]] std::optional<WallTime> parse_rfc3339(std::string_view text);

}  // namespace iw
