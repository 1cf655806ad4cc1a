#include "common/rfc3339.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace iw {

namespace {

using namespace std::chrono;

/// Reads a fixed form from the front of a text.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}
  /// Exactly `digits` decimal digits, or -1.
  int number(std::size_t digits) {
    if (rest_.size() < digits) return -1;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return -1;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }
  bool skip(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

/// ".123456" → 123 ms; a missing fraction is 0; -1 when a dot has no digits after it.
int read_fraction(Cursor& cursor) {
  if (!cursor.skip(".")) return 0;
  int value = 0;
  int digits = 0;
  for (; cursor.peek() >= '0' && cursor.peek() <= '9'; ++digits) {
    const int digit = cursor.number(1);
    if (digits < 3) value = value * 10 + digit;
  }
  if (digits == 0) return -1;
  for (; digits < 3; ++digits) value *= 10;
  return value;
}

/// "Z" or "+08:00".
std::optional<minutes> read_zone(Cursor& cursor) {
  if (cursor.skip("Zz")) return minutes{0};
  const bool west = cursor.peek() == '-';
  if (!cursor.skip("+-")) return std::nullopt;
  const int h = cursor.number(2);
  if (!cursor.skip(":")) return std::nullopt;
  const int m = cursor.number(2);
  if (h < 0 || h > 23 || m < 0 || m > 59) return std::nullopt;
  return (west ? -1 : 1) * (hours{h} + minutes{m});
}

}  // namespace

std::string format_rfc3339(WallTime time) {
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  std::array<char, 48> text{};
  const int size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                                 static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                                 static_cast<int>(clock.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

std::optional<WallTime> parse_rfc3339(std::string_view text) {
  Cursor cursor{text};
  const int y = cursor.number(4);
  if (y < 0 || !cursor.skip("-")) return std::nullopt;
  const int mo = cursor.number(2);
  if (mo < 0 || !cursor.skip("-")) return std::nullopt;
  const int d = cursor.number(2);
  if (d < 0 || !cursor.skip("Tt")) return std::nullopt;
  const int h = cursor.number(2);
  if (h < 0 || !cursor.skip(":")) return std::nullopt;
  const int mi = cursor.number(2);
  if (mi < 0 || !cursor.skip(":")) return std::nullopt;
  const int s = cursor.number(2);
  const int ms = read_fraction(cursor);
  const auto zone = read_zone(cursor);
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
  if (!date.ok() || h > 23 || mi > 59 || s < 0 || s > 60 || ms < 0 || !zone || !cursor.at_end()) return std::nullopt;
  return WallTime{sys_days{date}} + hours{h} + minutes{mi} + seconds{std::min(s, 59)} + milliseconds{ms} - *zone;
}

}  // namespace iw
