#include "worker/publish/next_form.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "common/json/json.hpp"
#include "worker/publish/dead_letter.hpp"

namespace iw {

namespace {

/// Members of an event that say what happened to which record: they stay.
constexpr std::string_view kKept[] = {"request_id", "outcome", "job_id",      "reason",      "errcode",    "rid",
                                      "attempts",   "request", "received_at", "finished_at", "duration_ms"};
constexpr std::size_t kShortEvent = 1024;
constexpr std::string_view kNote = "shortened: the topic refused the full event (see its max.message.bytes)";

void append_value(std::string& out, const JsonValue& value) {
  if (value.IsInt64())
    out += std::to_string(value.GetInt64());
  else if (value.IsBool())
    out += value.GetBool() ? "true" : "false";
  else if (value.IsString())
    append_json_string(out, text_of(value));
  else if (value.IsObject()) {
    out += '{';
    for (auto member = value.MemberBegin(); member != value.MemberEnd(); ++member) {
      if (member != value.MemberBegin()) out += ',';
      append_json_string(out, text_of(member->name));
      out += ':';
      append_value(out, member->value);
    }
    out += '}';
  } else
    out += "null";
}

/// The event with only what identifies the request and its outcome.
std::string shorten_event(const std::string& event) {
  const auto document = parse_json(event, 8);
  if (!document || !document->IsObject()) return event;
  std::string shorter = "{\"detail\":";
  append_json_string(shorter, kNote);
  for (const auto name : kKept) {
    const auto* value = find_member(*document, name);
    if (value == nullptr) continue;
    shorter += ",\"" + std::string{name} + "\":";
    append_value(shorter, *value);
  }
  return shorter + "}";
}

/// In a dead letter all but our own headers are the request's; in an event only the trace is.
bool is_ours(const Header& header, OutgoingTopic topic) {
  if (topic == OutgoingTopic::dead_letters) return is_dead_letter_header(header.name);
  return header.name.starts_with("ce_") || header.name == "content-type";
}

/// Takes the headers that are not ours away; false when there are none.
bool drop_foreign_headers(OutgoingRecord& record) {
  return std::erase_if(record.headers, [&](const Header& header) { return !is_ours(header, record.topic); }) > 0;
}

}  // namespace

std::optional<OutgoingRecord> next_form(OutgoingRecord record, bool for_size) {
  // A compacted topic takes no record without a key, and nothing else about it has to change.
  if (!for_size && !record.key) {
    record.key = record.request_id;
    return record;
  }
  if (record.topic == OutgoingTopic::dead_letters && record.value) {
    record.headers.push_back({"dead-letter-truncated", std::to_string(record.value->size())});
    record.value.reset();
    return record;
  }
  if (record.topic == OutgoingTopic::results && record.value && record.value->size() > kShortEvent &&
      record.value->find(kNote) == std::string::npos) {
    record.value = shorten_event(*record.value);
    return record;
  }
  if (drop_foreign_headers(record)) return record;
  if (!record.key || *record.key == record.request_id || (for_size && record.key->size() <= record.request_id.size())) return std::nullopt;
  record.key = record.request_id;
  return record;
}

}  // namespace iw
