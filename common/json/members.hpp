// Members of a JSON object that may be missing or of another type, read with a default: for programs that look at events and calls from outside.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/json/json.hpp"

namespace iw {

/// The string, or "" when there is none of this name.
[[nodiscard]] inline std::string text_member(const JsonValue& object, std::string_view name) {
  const auto* value = find_member(object, name);
  return value != nullptr && value->IsString() ? std::string{text_of(*value)} : std::string{};
}

/// The 64-bit integer, or 0.
[[nodiscard]] inline std::int64_t number_member(const JsonValue& object, std::string_view name) {
  const auto* value = find_member(object, name);
  return value != nullptr && value->IsInt64() ? value->GetInt64() : 0;
}

/// The boolean, or false.
[[nodiscard]] inline bool flag_member(const JsonValue& object, std::string_view name) {
  const auto* value = find_member(object, name);
  return value != nullptr && value->IsBool() && value->GetBool();
}

}  // namespace iw
