// A fuzz target's bytes, cut into parts. Tests only; one thread.
// Parts are lines, so that a kept input can be read and written by hand, and a dictionary's words land where they mean something.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "common/record.hpp"

namespace iw::testing {

/// Reads from the front.
class FuzzInput {
 public:
  FuzzInput(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  /// The next line without its end; what is left when there is none.
  std::string_view line() {
    const auto end = rest_.find('\n');
    const auto line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return line;
  }
  /// The next byte as a number; 0 at the end.
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

/// A record: header lines `name: value` (without a colon: a null header) up to an empty line, then the value. No empty line: a null value.
inline Record record_in(FuzzInput& input) {
  Record record{3, 7, WallTime{std::chrono::milliseconds{1'767'225'600'000}}, {}, {}, {}};
  while (!input.empty()) {
    const auto line = input.line();
    if (line.empty()) {
      record.value = input.rest();
      break;
    }
    const auto colon = line.find(':');
    Header header{std::string{line.substr(0, colon)}, {}};
    if (colon != std::string_view::npos) header.value = line.substr(std::min(line.size(), colon + 2));
    if (header.name == "key")
      record.key = header.value;
    else
      record.headers.push_back(std::move(header));
  }
  return record;
}

}  // namespace iw::testing
