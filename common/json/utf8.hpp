// UTF-8: is it whole, how many code points, does it hold control characters. Pure, any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace iw {

/// The number of code points, or nothing for bytes that are not UTF-8 (overlong forms, surrogates and values over U+10FFFF included).
[[nodiscard]] std::optional<std::size_t> count_code_points(std::string_view text);

/// The text behind a byte order mark, if it begins with one.
[[nodiscard]] constexpr std::string_view without_bom(std::string_view text) { return text.substr(text.starts_with("\xEF\xBB\xBF") ? 3 : 0); }

/// Does valid UTF-8 hold a control character (U+0000-001F, U+007F-009F)?
[[nodiscard]] bool has_control_character(std::string_view text);

/// The text with each byte that belongs to no code point replaced by U+FFFD, cut to at most `max_code_points` (with "…" when cut).
[[nodiscard]] std::string repair_utf8(std::string_view text, std::size_t max_code_points);

/// The same for a text that others wrote and that goes into a sentence of ours: its control characters become U+FFFD as well.
[[nodiscard]] std::string quote_utf8(std::string_view text, std::size_t max_code_points);

}  // namespace iw
