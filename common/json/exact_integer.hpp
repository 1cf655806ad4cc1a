// A decimal number, as JSON writes it, that is a 64-bit integer: exact, or none at all. Pure, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace iw {

/// "100074947", "100074947.0", "1.5e3", "-0": the integer that the text stands for. Nothing for a fraction, for what 64 bits do not hold, and for what is
/// no number of JSON's grammar.
[[nodiscard]] std::optional<std::int64_t> exact_integer(std::string_view text);

/// The end of the number that begins at `at`, by JSON's grammar; `at` itself when there is none.
[[nodiscard]] std::size_t end_of_number(std::string_view text, std::size_t at);

}  // namespace iw
