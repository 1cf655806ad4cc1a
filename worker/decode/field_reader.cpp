#include "worker/decode/field_reader.hpp"

#include "common/json/utf8.hpp"
#include "common/rfc3339.hpp"

namespace iw {

void FieldReader::refuse(std::string_view name, std::string_view problem) {
  if (!problems_.empty()) problems_ += "; ";
  problems_ += root_ + "/" + std::string{name} + ": " + std::string{problem};
}

void FieldReader::refuse(std::string_view name, std::string_view expected, const JsonValue& found) {
  std::string shown{kind_of(found)};
  // A few characters of the value help whoever wrote it; more could carry anything into events and logs.
  if (found.IsString()) shown = "\"" + quote_utf8(text_of(found), 24) + "\"";
  if (found.IsInt64()) shown = std::to_string(found.GetInt64());
  refuse(name, "expected " + std::string{expected} + ", found " + shown);
}

const JsonValue* FieldReader::optional(std::string_view name) const {
  const auto* value = find_member(object_, name);
  return value != nullptr && value->IsNull() ? nullptr : value;  // many serializers write what is absent as null
}

const JsonValue* FieldReader::required(std::string_view name, std::string_view expected) {
  const auto* value = find_member(object_, name);
  if (value == nullptr) refuse(name, "missing; expected " + std::string{expected});
  return value;
}

std::optional<std::string> FieldReader::text(std::string_view name, const JsonValue& value, std::size_t max) {
  const auto expected = "a string of 1 to " + std::to_string(max) + " characters";
  if (!value.IsString()) {
    refuse(name, expected, value);
    return std::nullopt;
  }
  const auto text = text_of(value);
  const auto size = count_code_points(text);
  if (!size) {
    refuse(name, "expected " + expected + ", found a lone surrogate");
    return std::nullopt;
  }
  if (*size == 0 || *size > max) {
    refuse(name, "expected " + expected + ", found " + std::to_string(*size));
    return std::nullopt;
  }
  if (has_control_character(text)) {
    refuse(name, "expected " + expected + " without control characters (U+0000-001F, U+007F-009F), found one");
    return std::nullopt;
  }
  return std::string{text};
}

std::optional<std::string> FieldReader::required_text(std::string_view name, std::size_t max) {
  const auto* value = required(name, "a string of 1 to " + std::to_string(max) + " characters");
  return value == nullptr ? std::nullopt : text(name, *value, max);
}

std::optional<std::string> FieldReader::optional_text(std::string_view name, std::size_t max) {
  const auto* value = optional(name);
  return value == nullptr ? std::nullopt : text(name, *value, max);
}

std::optional<bool> FieldReader::required_flag(std::string_view name) {
  const auto* value = required(name, "true or false");
  if (value == nullptr) return std::nullopt;
  if (value->IsBool()) return value->GetBool();
  refuse(name, "true or false", *value);
  return std::nullopt;
}

std::optional<int> FieldReader::required_choice(std::string_view name, std::initializer_list<std::string_view> words, std::string_view expected) {
  const auto* value = required(name, expected);
  if (value == nullptr) return std::nullopt;
  int number = 0;
  for (const auto word : words) {
    ++number;
    if ((value->IsInt64() && value->GetInt64() == number) || (value->IsString() && text_of(*value) == word)) return number;
  }
  refuse(name, expected, *value);
  return std::nullopt;
}

std::optional<int> FieldReader::optional_word(std::string_view name, std::initializer_list<std::string_view> words) {
  const auto* value = optional(name);
  if (value == nullptr) return std::nullopt;
  std::string expected;
  int index = 0;
  for (const auto word : words) {
    if (value->IsString() && text_of(*value) == word) return index;
    expected += (index++ == 0 ? "\"" : " or \"") + std::string{word} + "\"";
  }
  refuse(name, expected, *value);
  return std::nullopt;
}

std::optional<WallTime> FieldReader::optional_time(std::string_view name) {
  const auto* value = optional(name);
  if (value == nullptr) return std::nullopt;
  const auto time = value->IsString() ? parse_rfc3339(text_of(*value)) : std::nullopt;
  if (!time) refuse(name, "an RFC 3339 time such as \"2026-01-01T00:00:00Z\"", *value);
  return time;
}

std::optional<std::string> FieldReader::problems() const { return problems_.empty() ? std::nullopt : std::optional{problems_}; }

}  // namespace iw
