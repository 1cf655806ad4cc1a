#include "common/rfc3339.hpp"

#include <algorithm>

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

/// Writes a number's last `digits` digits.
void put_digits(std::string& text, std::size_t at, std::size_t digits, unsigned value) {
  for (std::size_t i = digits; i > 0; --i, value /= 10) text[at + i - 1] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::string format_rfc3339(WallTime time) {
  constexpr WallTime kFirst{sys_days{year{0} / 1 / 1}};
  constexpr WallTime kLast = WallTime{sys_days{year{10'000} / 1 / 1}} - milliseconds{1};
  time = std::clamp(time, kFirst, kLast);
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  std::string text = "0000-00-00T00:00:00.000Z";  // written over: events carry several of these, and printf is slow
  put_digits(text, 0, 4, static_cast<unsigned>(static_cast<int>(date.year())));
  put_digits(text, 5, 2, static_cast<unsigned>(date.month()));
  put_digits(text, 8, 2, static_cast<unsigned>(date.day()));
  put_digits(text, 11, 2, static_cast<unsigned>(clock.hours().count()));
  put_digits(text, 14, 2, static_cast<unsigned>(clock.minutes().count()));
  put_digits(text, 17, 2, static_cast<unsigned>(clock.seconds().count()));
  put_digits(text, 20, 3, static_cast<unsigned>(clock.subseconds().count()));
  return text;
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
