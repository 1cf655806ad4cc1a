#include "worker/sandbox/import_check.hpp"

#include "common/json/json.hpp"
#include "common/json/utf8.hpp"

namespace iw {

namespace {

constexpr int kMaxDepth = 32;
constexpr rapidjson::SizeType kFields = 6;

/// Looks at one field after the other; the first trouble stays.
class FieldCheck {
 public:
  FieldCheck(const JsonValue& object, CheckedImport& checked) : object_(object), checked_(checked) {}

  std::optional<std::string> text(std::string_view name) {
    const auto* value = find_member(object_, name);
    const bool is_good = value != nullptr && value->IsString() && value->GetStringLength() > 0;
    if (!is_good) report(value, name, "must be a string that is not empty");
    return value != nullptr && value->IsString() ? std::optional{std::string{text_of(*value)}} : std::nullopt;
  }
  std::optional<std::int64_t> one_or_two(std::string_view name) {
    const auto* value = find_member(object_, name);
    const bool is_good = value != nullptr && value->IsInt64() && (value->GetInt64() == 1 || value->GetInt64() == 2);
    if (!is_good) report(value, name, "must be the number 1 or 2");
    return value != nullptr && value->IsInt64() ? std::optional{value->GetInt64()} : std::nullopt;
  }
  void boolean(std::string_view name) {
    const auto* value = find_member(object_, name);
    if (value == nullptr || !value->IsBool()) report(value, name, "must be true or false");
  }

 private:
  void report(const JsonValue* value, std::string_view name, std::string_view expected) {
    if (checked_.errcode != 0) return;
    checked_.errcode = value == nullptr ? 40101 : 40097;
    checked_.trouble = std::string{name} + " " + std::string{value == nullptr ? "is missing" : expected};
  }
  const JsonValue& object_;
  CheckedImport& checked_;
};

CheckedImport failed(std::int64_t errcode, std::string trouble) {
  CheckedImport checked;
  checked.errcode = errcode;
  checked.trouble = std::move(trouble);
  return checked;
}

}  // namespace

CheckedImport check_import(std::string_view body) {
  if (body.empty()) return failed(44002, "the body is empty");
  if (!count_code_points(body)) return failed(47001, "the body is not UTF-8");
  const auto document = parse_json(body, kMaxDepth);
  if (!document) return failed(47001, "the body " + document.error().message);
  if (!document->IsObject()) return failed(47001, "the body is not an object");
  CheckedImport checked;
  FieldCheck check{*document, checked};
  checked.env = check.text("env");
  checked.collection_name = check.text("collection_name");
  checked.file_path = check.text("file_path");
  check.one_or_two("file_type");
  check.boolean("stop_on_error");
  checked.conflict_mode = check.one_or_two("conflict_mode");
  checked.exact = checked.errcode == 0 && document->MemberCount() == kFields;
  return checked;
}

}  // namespace iw
