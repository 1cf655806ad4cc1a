#include "worker/decode/decode_request.hpp"

#include <utility>

#include "common/json/json.hpp"
#include "common/json/utf8.hpp"
#include "worker/decode/envelope.hpp"
#include "worker/decode/field_reader.hpp"

namespace iw {

namespace {

constexpr std::size_t kMaxValueBytes = 1024 * 1024;
constexpr int kMaxDepth = 32;

/// Values that are not JSON, and whose first bytes say what they are instead.
std::string_view strange_beginning(std::string_view value) {
  if (value.starts_with('\0'))
    return "begins with a zero byte, as a schema registry's serializer writes it (magic byte 0, then the schema's id); expected plain JSON: use a JSON "
           "serializer without a registry for this topic";
  if (value.starts_with("\xEF\xBB\xBF")) return "begins with a byte order mark (BOM, U+FEFF); expected JSON from the first byte: write it as UTF-8 without BOM";
  if (value.starts_with("\xFF\xFE") || value.starts_with("\xFE\xFF")) return "is UTF-16 by its byte order mark; expected JSON in UTF-8";
  return {};
}

void read_fields(FieldReader& fields, ImportRequest& request, const DecodeRules& rules) {
  request.env = fields.required_text("env", 128);
  request.collection_name = fields.required_text("collection_name", 128);
  request.file_path = fields.required_text("file_path", 1024);
  if (request.file_path && request.file_path->starts_with("cloud://")) {
    fields.refuse("file_path",
                  "expected the path inside the environment's storage, found a cloud:// id: leave out everything up to and including the first '/' "
                  "after 'cloud://'");
    request.file_path.reset();
  }
  if (const auto type = fields.required_choice("file_type", {"json", "csv"}, "1 or \"json\", 2 or \"csv\""))
    request.file_type = static_cast<FileType>(*type);
  request.stop_on_error = fields.required_flag("stop_on_error");
  if (const auto mode = fields.required_choice("conflict_mode", {"insert", "upsert"}, "1 or \"insert\", 2 or \"upsert\""))
    request.conflict_mode = static_cast<ConflictMode>(*mode);
  if (auto id = fields.optional_text("request_id", 128)) request.request_id = std::move(*id);
  if (auto account = fields.optional_text("account", 128)) {
    request.account = std::move(*account);
    if (!rules.is_known_account(request.account))
      fields.refuse("account", "expected an entry of `accounts` in the worker's configuration; there is none of this name");
  } else if (fields.has("account")) {
    request.account.clear();
  } else if (!rules.is_known_account(request.account)) {
    fields.refuse("account", "expected the name of an account: the configuration has no account 'default'");
  }
  request.deadline = fields.optional_time("deadline");
  request.not_before = fields.optional_time("not_before");
  const bool upserts = request.conflict_mode == ConflictMode::upsert;
  request.when_in_doubt = upserts ? rules.upsert : rules.insert;
  if (const auto policy = fields.optional_word("when_in_doubt", {"resubmit", "report"}))
    request.when_in_doubt = *policy == 0 ? DoubtPolicy::resubmit : DoubtPolicy::report;
}

/// Why the bytes are no JSON object; else the object, into `document`.
std::optional<std::string> read_object(const std::optional<std::string>& value, JsonDocument& document) {
  if (!value) return "the record's value is null; expected a JSON object";
  if (value->size() > kMaxValueBytes)
    return "the record's value has " + std::to_string(value->size()) + " bytes; expected at most " + std::to_string(kMaxValueBytes);
  if (const auto strange = strange_beginning(*value); !strange.empty()) return "the record's value " + std::string{strange};
  if (!count_code_points(*value)) return "the record's value is not UTF-8; expected a JSON object in UTF-8";
  auto parsed = parse_json(*value, kMaxDepth);
  if (!parsed) return "the record's value " + parsed.error().message + "; expected one JSON object";
  if (!parsed->IsObject()) return "the record's value is " + std::string{kind_of(*parsed)} + "; expected a JSON object";
  if (const auto twice = find_duplicate_key(*parsed)) return quote_utf8(*twice, 200) + ": this key stands twice; expected each key once";
  document = std::move(*parsed);
  return std::nullopt;
}

}  // namespace

DecodedRequest decode_request(const Record& record, const DecodeRules& rules) {
  DecodedRequest decoded;
  ImportRequest& request = decoded.request;
  const Envelope outside = envelope_of(record.headers);
  request.request_id = outside.id.empty() ? rules.topic + "/" + std::to_string(record.partition) + "/" + std::to_string(record.offset) : outside.id;
  request.traceparent = outside.traceparent;
  request.tracestate = outside.tracestate;
  request.account.clear();  // unknown until the request is read

  const auto refuse = [&](std::string why) -> DecodedRequest& {
    decoded.rejection = std::move(why);
    return decoded;
  };
  JsonDocument document;
  if (auto why = read_object(record.value, document)) return refuse(std::move(*why));
  const JsonValue* body = &document;
  std::string root;
  if (is_structured(record.headers)) {
    adopt(envelope_of(document), request);
    const JsonValue* data = find_member(document, "data");
    if (const auto* base64 = find_member(document, "data_base64"); base64 != nullptr && !base64->IsNull())
      return refuse("/data_base64: not supported; expected the request as a JSON object in /data");
    if (data == nullptr) return refuse("/data: missing; expected the request, a JSON object");
    if (!data->IsObject()) return refuse("/data: expected the request, a JSON object; found " + std::string{kind_of(*data)});
    body = data;
    root = "/data";
  }
  request.account = "default";
  FieldReader fields{*body, root};
  read_fields(fields, request, rules);
  decoded.rejection = fields.problems();
  return decoded;
}

}  // namespace iw
