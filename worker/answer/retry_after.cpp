#include "worker/answer/retry_after.hpp"

#include <algorithm>
#include <cctype>
#include <ctime>
#include <string>

namespace iw {

namespace {

constexpr std::chrono::hours kYear{24 * 365};

std::optional<Duration> in_seconds(std::string_view digits) {
  std::int64_t seconds = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    seconds = std::min<std::int64_t>(seconds * 10 + (c - '0'), std::chrono::seconds{kYear}.count());
  }
  return std::chrono::seconds{seconds};
}

std::optional<Duration> until_date(const std::string& text, WallTime now) {
  // The fixed form and the two obsolete ones that a recipient must read: IMF-fixdate, RFC 850, asctime.
  for (const char* form : {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"}) {
    std::tm parts{};
    const char* end = ::strptime(text.c_str(), form, &parts);
    if (end == nullptr || *end != '\0') continue;
    // Whole seconds: a date far off does not fit into the system clock's nanoseconds.
    const std::chrono::sys_seconds date{std::chrono::seconds{::timegm(&parts)}};
    const auto today = std::chrono::floor<std::chrono::seconds>(now);
    if (date <= today) return std::nullopt;
    return std::min<std::chrono::seconds>(date - today, kYear);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Duration> parse_retry_after(std::string_view value, WallTime now) {
  while (!value.empty() && std::isspace(static_cast<unsigned char>(value.front())) != 0) value.remove_prefix(1);
  while (!value.empty() && std::isspace(static_cast<unsigned char>(value.back())) != 0) value.remove_suffix(1);
  if (value.empty() || value.size() > 64) return std::nullopt;
  if (auto seconds = in_seconds(value)) return seconds;
  return until_date(std::string{value}, now);
}

}  // namespace iw
