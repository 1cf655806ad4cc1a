#include "common/json/json.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "common/json/exact_integer.hpp"

namespace iw {

namespace {

using SizeType = rapidjson::SizeType;

/// Numbers come as text, so that a huge one in a field that nobody reads is no error, and a 64-bit one is exact.
constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;

/// Hands what the reader finds to the document, as long as it is not nested too deep.
class BoundedHandler {
 public:
  BoundedHandler(rapidjson::Document& document, int max_depth, JsonIntegers integers) : document_(document), left_(max_depth), integers_(integers) {}
  bool Null() { return document_.Null(); }
  bool Bool(bool value) { return document_.Bool(value); }
  bool Int(int value) { return document_.Int(value); }
  bool Uint(unsigned value) { return document_.Uint(value); }
  bool Int64(std::int64_t value) { return document_.Int64(value); }
  bool Uint64(std::uint64_t value) { return document_.Uint64(value); }
  bool Double(double value) { return document_.Double(value); }
  bool RawNumber(const char* text, SizeType size, bool) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text, text + size, value);
    if (error == std::errc{} && end == text + size) return document_.Int64(value);
    const auto exact = integers_ == JsonIntegers::by_value ? exact_integer({text, size}) : std::nullopt;
    return exact ? document_.Int64(*exact) : document_.Double(0);
  }
  bool String(const char* text, SizeType size, bool) { return document_.String(text, size, true); }
  bool Key(const char* text, SizeType size, bool) { return document_.Key(text, size, true); }
  bool StartObject() { return enter() && document_.StartObject(); }
  bool EndObject(SizeType size) { return ++left_, document_.EndObject(size); }
  bool StartArray() { return enter() && document_.StartArray(); }
  bool EndArray(SizeType size) { return ++left_, document_.EndArray(size); }

 private:
  bool enter() { return --left_ >= 0; }
  rapidjson::Document& document_;
  int left_;
  JsonIntegers integers_;
};

/// Fills a document through a BoundedHandler.
struct Generator {
  std::string_view text;
  int max_depth;
  JsonIntegers integers;
  rapidjson::ParseResult result{};
  bool operator()(rapidjson::Document& document) {
    BoundedHandler handler{document, max_depth, integers};
    rapidjson::MemoryStream stream{text.data(), text.size()};
    rapidjson::Reader reader;
    result = reader.Parse<kFlags>(stream, handler);
    return !result.IsError();
  }
};

/// The four hex digits behind the \\u at `at`, or nothing.
std::optional<unsigned> escaped_unit(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
  unsigned unit = 0;
  const auto [end, error] = std::from_chars(text.data() + at + 2, text.data() + at + 6, unit, 16);
  return error == std::errc{} && end == text.data() + at + 6 ? std::optional{unit} : std::nullopt;
}

bool is_between(std::optional<unsigned> unit, unsigned first, unsigned last) { return unit && *unit >= first && *unit <= last; }

/// RapidJSON lets a lone low surrogate through and stops at a lone high one. Each of those becomes a low one, so that whoever reads the string finds it
/// there and can name the field.
std::string tame_surrogates(std::string_view text) {
  std::string tamed{text};
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') in_string = !in_string;
    if (!in_string || text[i] != '\\') continue;
    if (is_between(escaped_unit(text, i), 0xD800, 0xDBFF)) {
      if (is_between(escaped_unit(text, i + 6), 0xDC00, 0xDFFF))
        i += 6;
      else
        tamed.replace(i + 2, 4, "dc00");
    }
    ++i;
  }
  return tamed;
}

/// Every number that a 64-bit integer cannot hold, or that is none, becomes 0.5 with blanks behind: "not an integer", whatever its size.
std::string tame_numbers(std::string_view text) {
  std::string tamed{text};
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_string && text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      in_string = !in_string;
    else if (!in_string && (text[i] == '-' || (text[i] >= '0' && text[i] <= '9'))) {
      const auto end = end_of_number(text, i);
      if (end - i >= 3 && !exact_integer(text.substr(i, end - i)))
        tamed.replace(i, end - i, "0.5" + std::string(end - i - 3, ' '));
      i = std::max(end, i + 1) - 1;
    }
  }
  return tamed;
}

void append_pointer_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
}

std::optional<std::string_view> duplicate_in(const JsonValue& object) {
  std::vector<std::string_view> names;
  names.reserve(object.MemberCount());
  for (const auto& member : object.GetObject()) names.push_back(text_of(member.name));
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  return twice == names.end() ? std::nullopt : std::optional{*twice};
}

}  // namespace

Result<JsonDocument> parse_json(std::string_view text, int max_depth, JsonIntegers integers) {
  if (text.find('\0') != std::string_view::npos) return Error{"holds a NUL byte"};  // RapidJSON takes it for the end
  JsonDocument document;
  Generator generator{text, max_depth, integers};
  document.Populate(generator);
  // RapidJSON refuses numbers that no double holds, also where nobody wants them as numbers, and strings that nobody reads.
  if (generator.result.Code() == rapidjson::kParseErrorNumberTooBig)
    if (const auto tamed = tame_numbers(text); tamed != text) return parse_json(tamed, max_depth, integers);
  if (generator.result.Code() == rapidjson::kParseErrorStringUnicodeSurrogateInvalid)
    if (const auto tamed = tame_surrogates(text); tamed != text) return parse_json(tamed, max_depth, integers);
  if (!generator.result.IsError()) return document;
  if (generator.result.Code() == rapidjson::kParseErrorTermination) return Error{"is nested deeper than " + std::to_string(max_depth) + " levels"};
  if (generator.result.Code() == rapidjson::kParseErrorDocumentEmpty) return Error{"is empty"};
  if (generator.result.Code() == rapidjson::kParseErrorDocumentRootNotSingular)
    return Error{"holds more than one JSON document (byte " + std::to_string(generator.result.Offset()) + ")"};
  return Error{"is not JSON at byte " + std::to_string(generator.result.Offset()) + ": " + rapidjson::GetParseError_En(generator.result.Code())};
}

std::optional<std::string> find_duplicate_key(const JsonValue& value) {
  const auto within = [](std::string token, const JsonValue& child) -> std::optional<std::string> {
    const auto found = find_duplicate_key(child);
    if (!found) return std::nullopt;
    std::string pointer;
    append_pointer_token(pointer, token);
    return pointer + *found;
  };
  if (value.IsObject()) {
    if (const auto twice = duplicate_in(value)) {
      std::string pointer;
      append_pointer_token(pointer, *twice);
      return pointer;
    }
    for (const auto& member : value.GetObject())
      if (member.value.IsObject() || member.value.IsArray())
        if (auto found = within(std::string{text_of(member.name)}, member.value)) return found;
  } else if (value.IsArray()) {
    for (SizeType i = 0; i < value.Size(); ++i)
      if (value[i].IsObject() || value[i].IsArray())
        if (auto found = within(std::to_string(i), value[i])) return found;
  }
  return std::nullopt;
}

const JsonValue* find_member(const JsonValue& object, std::string_view name) {
  const JsonValue key{rapidjson::StringRef(name.data(), static_cast<SizeType>(name.size()))};
  const auto it = object.FindMember(key);
  return it == object.MemberEnd() ? nullptr : &it->value;
}

std::string_view kind_of(const JsonValue& value) {
  switch (value.GetType()) {
    case rapidjson::kNullType:
      return "null";
    case rapidjson::kFalseType:
    case rapidjson::kTrueType:
      return "a boolean";
    case rapidjson::kObjectType:
      return "an object";
    case rapidjson::kArrayType:
      return "an array";
    case rapidjson::kStringType:
      return "a string";
    case rapidjson::kNumberType:
      break;
  }
  return value.IsInt64() ? "an integer" : "a number that is not a 64-bit integer";
}

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  std::size_t copied = 0;  // most text needs no escape: it goes over in pieces
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, copied, i - copied);
    copied = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += "\\u00";
        out += kHex[static_cast<unsigned char>(c) >> 4];
        out += kHex[static_cast<unsigned char>(c) & 15];
    }
  }
  out.append(text, copied);
  out += '"';
}

}  // namespace iw
