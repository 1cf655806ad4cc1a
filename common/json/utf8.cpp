#include "common/json/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace iw {

namespace {

/// Bytes of the code point at the front; 0 when there is none. Follows the table of well-formed sequences (Unicode 15, table 3-7).
std::size_t code_point_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto continues = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) { return byte(i) >= low && byte(i) <= high; };
  const unsigned first = byte(0);
  if (text.empty()) return 0;
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool second = continues(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
    return second && continues(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool second = continues(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
    return second && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

/// How many bytes at the front are ASCII.
std::size_t ascii_prefix(std::string_view text) {
  std::size_t i = 0;
  for (std::uint64_t eight = 0; i + 8 <= text.size(); i += 8) {
    std::memcpy(&eight, text.data() + i, 8);
    if ((eight & 0x8080808080808080U) != 0) break;
  }
  while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) ++i;
  return i;
}

}  // namespace

std::optional<std::size_t> count_code_points(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const auto ascii = ascii_prefix(text);
    count += ascii;
    text.remove_prefix(ascii);
    if (text.empty()) break;
    const auto size = code_point_size(text);
    if (size == 0) return std::nullopt;
    text.remove_prefix(size);
    ++count;
  }
  return count;
}

bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    // U+0080 to U+009F are C2 80 to C2 9F.
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
  }
  return false;
}

std::string repair_utf8(std::string_view text, std::size_t max_code_points) {
  if (text.size() <= max_code_points && ascii_prefix(text) == text.size()) return std::string{text};
  std::string repaired;
  for (std::size_t count = 0; !text.empty(); ++count) {
    if (count == max_code_points) return repaired + "…";
    const auto size = code_point_size(text);
    if (size == 0)
      repaired += "\xEF\xBF\xBD";
    else
      repaired += text.substr(0, size);
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return repaired;
}

std::string quote_utf8(std::string_view text, std::size_t max_code_points) {
  std::string plain;
  for (std::string_view rest = text; !rest.empty();) {
    const auto size = std::max<std::size_t>(code_point_size(rest), 1);
    // A byte that is no UTF-8 takes its place as well: repair_utf8 sees to it.
    plain += has_control_character(rest.substr(0, size)) ? std::string_view{"\xEF\xBF\xBD"} : rest.substr(0, size);
    rest.remove_prefix(size);
  }
  return repair_utf8(plain, max_code_points);
}

}  // namespace iw
