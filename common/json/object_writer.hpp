// Writes a JSON object member by member into a string. Pure, one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/json/json.hpp"

namespace iw {

/// The members come in the order of the calls. Text must be valid UTF-8. end() closes the object.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  void text(std::string_view name, std::string_view value) {
    member(name);
    append_json_string(out_, value);
  }
  /// Leaves the member out when there is no value.
  void text_if_any(std::string_view name, std::string_view value) {
    if (!value.empty()) text(name, value);
  }
  void text_if_known(std::string_view name, const std::optional<std::string>& value) {
    if (value) text(name, *value);
  }
  void number(std::string_view name, std::int64_t value) {
    member(name);
    out_ += std::to_string(value);
  }
  /// With three decimals.
  void fraction(std::string_view name, double value);
  void flag(std::string_view name, bool value) {
    member(name);
    out_ += value ? "true" : "false";
  }
  /// Begins a member whose value the caller writes.
  void member(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    append_json_string(out_, name);
    out_ += ':';
  }
  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace iw
