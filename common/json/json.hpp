// Reading and writing JSON with RapidJSON, with bounds: nesting is limited, numbers are exact 64-bit integers or "not an integer". Pure, any thread.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/error.hpp"

namespace iw {

/// Where a document's values live. RapidJSON's own default takes 64 KiB for each, most requests need one.
struct JsonMemory {
  static constexpr std::size_t kChunk = 2048;
  std::unique_ptr<rapidjson::MemoryPoolAllocator<>> pool = std::make_unique<rapidjson::MemoryPoolAllocator<>>(kChunk);
};

/// A parsed document. A number that is not a 64-bit integer stands as a double without meaning: nobody here computes with fractions.
class JsonDocument : private JsonMemory, public rapidjson::Document {
 public:
  JsonDocument() : rapidjson::Document(pool.get()) {}
};

/// Any value in a document.
using JsonValue = rapidjson::Value;

/// What counts as an integer: `10`, or by its value `10.0` and `1e1`, too.
enum class JsonIntegers : std::uint8_t { as_written, by_value };

/// Parses one document that ends with the text. Strings are taken as they are: who needs UTF-8 checks for it (utf8.hpp), which also finds a lone surrogate. `max_depth`: the root is 1.
/// The error says what is wrong and at which byte.
[[nodiscard]] Result<JsonDocument> parse_json(std::string_view text, int max_depth, JsonIntegers integers = JsonIntegers::as_written);

/// The JSON pointer (RFC 6901) of the first key that stands twice in one object, anywhere; nothing when there is none.
[[nodiscard]] std::optional<std::string> find_duplicate_key(const JsonValue& value);

/// The member of an object, or nullptr.
[[nodiscard]] const JsonValue* find_member(const JsonValue& object, std::string_view name);

/// A string's bytes; only for strings.
[[nodiscard]] inline std::string_view text_of(const JsonValue& value) { return {value.GetString(), value.GetStringLength()}; }

/// "a string", "an object", … for messages.
[[nodiscard]] std::string_view kind_of(const JsonValue& value);

/// Appends a JSON string with its quotes; `text` must be valid UTF-8.
void append_json_string(std::string& out, std::string_view text);

}  // namespace iw
