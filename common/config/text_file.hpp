// Reads a text file whole, within a bound, and looks at its characters. Any thread; blocks on the disk. It knows nothing of the text's form.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/error.hpp"

namespace iw::config {

/// The largest file that is read.
inline constexpr std::size_t kMaxFileBytes = 1024 * 1024;

/// The file's bytes. The error says why not: not there, no permission, a directory, larger than kMaxFileBytes.
[[nodiscard]] Result<std::string> read_text_file(const std::string& path);

/// The number of code points; nothing when the text is not UTF-8.
[[nodiscard]] std::optional<std::size_t> code_points(std::string_view text);

/// Does UTF-8 text hold a control character (U+0000-001F, U+007F-009F)?
[[nodiscard]] bool has_control_character(std::string_view text);

/// What is wrong with the characters of a text file, and in which line.
struct BadCharacter {
  int line;
  std::string text;
};

/// The first byte that is not UTF-8, or a control character other than tab and line end (YAML 1.2, 5.1: not printable); nothing when there is none.
[[nodiscard]] std::optional<BadCharacter> first_bad_character(std::string_view text);

}  // namespace iw::config
