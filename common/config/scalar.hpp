// One scalar of a configuration: from text to its type and back, and the words for what was expected. Pure, any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/config/declaration.hpp"

namespace iw::config {

/// Reads 250ms, 15s, 5m, 24h: a whole number and its unit, nothing around it. Nothing for any other text, or beyond a hundred years.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The reverse, in the largest unit that has no remainder.
[[nodiscard]] std::string format_duration(std::chrono::milliseconds duration);

/// What a scalar rule takes, for a sentence: "an integer from 1 to 8".
[[nodiscard]] std::string expectation(const Rule& rule);

/// Puts the text's value into the rule's target. False when it does not fit: then nothing is changed. A rule that takes no scalar takes none here.
[[nodiscard]] bool assign(const Rule& rule, std::string_view text);

/// The sentence for a value that assign() refused: what was expected, what was found. It shows neither a secret nor a text (a URL may hold a
/// password). `written`: the value as it stands in the file, where references are unread.
[[nodiscard]] std::string mismatch(const Rule& rule, std::string_view value, std::string_view written);

/// Must the value stand without quotes (numbers and flags: in YAML a quoted one is a text)?
[[nodiscard]] bool is_unquoted(const Rule& rule);

/// The value in quotes on one line, for a sentence. One that is longer than 16 bytes is not shown: it may be a secret in the wrong key.
[[nodiscard]] std::string shown(std::string_view value);

/// "a, b, c"
[[nodiscard]] std::string joined(const std::vector<std::string>& words);

}  // namespace iw::config
