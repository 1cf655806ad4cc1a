// The Retry-After header (RFC 9110, section 10.2.3): seconds, or an HTTP date. Pure, any thread.
#pragma once

#include <optional>
#include <string_view>

#include "common/clock.hpp"

namespace iw {

/// How long to wait, seen from `now`. Nothing for an empty value, garbage, or a date that has passed; never more than a year, so that it can be
/// computed with.
[[nodiscard]] std::optional<Duration> parse_retry_after(std::string_view value, WallTime now);

}  // namespace iw
