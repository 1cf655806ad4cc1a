// Writes one JSON object, member by member. Pure, one thread. It does not look for doubled names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/json/json.hpp"

namespace iw {

/// Members stand in the order of the calls; what is absent becomes null.
class JsonObject {
 public:
  /// `value` must be valid UTF-8.
  JsonObject& text(std::string_view name, std::string_view value) {
    key(name);
    append_json_string(out_, value);
    return *this;
  }
  JsonObject& number(std::string_view name, std::optional<std::int64_t> value) { return raw(name, value ? std::to_string(*value) : "null"); }
  JsonObject& flag(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }
  /// `json` is a whole JSON value.
  JsonObject& raw(std::string_view name, std::string_view json) {
    key(name);
    out_ += json;
    return *this;
  }
  /// The whole object; the end of this writer.
  [[nodiscard]] std::string end() {
    out_ += '}';
    return std::move(out_);
  }

 private:
  void key(std::string_view name) {
    if (out_.size() > 1) out_ += ',';
    append_json_string(out_, name);
    out_ += ':';
  }
  std::string out_ = "{";
};

}  // namespace iw
