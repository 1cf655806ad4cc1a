// Reads the fields of a request one by one and collects what is wrong with them. Pure, one thread.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "common/json/json.hpp"

namespace iw {

/// Each read gives the value, or nothing and a problem: the field's JSON pointer, what was expected, what was found.
class FieldReader {
 public:
  /// `root` is the pointer of `object` in its document: "" or "/data".
  FieldReader(const JsonValue& object, std::string root) : object_(object), root_(std::move(root)) {}

  /// 1 to `max` code points, no control characters.
  [[nodiscard]] std::optional<std::string> required_text(std::string_view name, std::size_t max);
  [[nodiscard]] std::optional<std::string> optional_text(std::string_view name, std::size_t max);
  [[nodiscard]] std::optional<bool> required_flag(std::string_view name);
  /// One of the integers 1…n or of the n words. Returns the integer.
  [[nodiscard]] std::optional<int> required_choice(std::string_view name, std::initializer_list<std::string_view> words, std::string_view expected);
  /// One of the words. Returns its index.
  [[nodiscard]] std::optional<int> optional_word(std::string_view name, std::initializer_list<std::string_view> words);
  [[nodiscard]] std::optional<WallTime> optional_time(std::string_view name);

  /// Is an optional field there? One that is null is not.
  [[nodiscard]] bool has(std::string_view name) const { return optional(name) != nullptr; }
  /// Adds a problem of a field.
  void refuse(std::string_view name, std::string_view problem);
  /// All problems so far, as one sentence; nothing when there is none.
  [[nodiscard]] std::optional<std::string> problems() const;

 private:
  [[nodiscard]] const JsonValue* optional(std::string_view name) const;
  [[nodiscard]] const JsonValue* required(std::string_view name, std::string_view expected);
  [[nodiscard]] std::optional<std::string> text(std::string_view name, const JsonValue& value, std::size_t max);
  void refuse(std::string_view name, std::string_view expected, const JsonValue& found);

  const JsonValue& object_;
  std::string root_;
  std::string problems_;
};

}  // namespace iw
