// What a fuzz target demands of the code that it feeds. Tests only; any thread.
// A broken property is an exception that nobody catches: libFuzzer stops with the input, the replay in unit_fuzz_corpus turns it into a failed test.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include "common/json/utf8.hpp"

namespace iw::testing {

/// A property that did not hold.
class PropertyBroken : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Stops the run unless `holds`.
inline void require(bool holds, std::string_view property) {
  if (!holds) throw PropertyBroken{std::string{property}};
}

/// The text is UTF-8 of at most so many code points, and nothing in it can break a line, a header or a terminal.
inline void require_plain(std::string_view text, std::size_t max_code_points, const std::string& what) {
  const auto size = count_code_points(text);
  require(size.has_value(), what + " is UTF-8");
  require(*size <= max_code_points, what + " is within its length");
  require(!has_control_character(text), what + " holds no control character");
}

}  // namespace iw::testing
