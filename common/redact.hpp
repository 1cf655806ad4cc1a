// Takes secrets out of a text that people will read (contract, section 8). Pure, any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace iw {

/// The text with every occurrence of a secret replaced by *****, also where some or all of its characters stand percent-encoded.
[[nodiscard]] std::string redact(std::string_view text, std::span<const std::string> secrets);

/// Percent-encodes all but RFC 3986's unreserved characters.
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace iw
