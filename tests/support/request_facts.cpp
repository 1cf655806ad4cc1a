#include "tests/support/request_facts.hpp"

#include "common/json/members.hpp"
#include "common/rfc3339.hpp"

namespace iw::testing {

namespace {

constexpr int kMaxDepth = 40;
constexpr std::string_view kCloudEvents = "application/cloudevents+json";

/// The request within a record: the whole document, or the data of a CloudEvents envelope. Nothing for what is none.
const JsonValue* request_in(const JsonDocument& document, const Record& record) {
  if (!document.IsObject()) return nullptr;
  if (!find_header(record.headers, "content-type").value_or("").starts_with(kCloudEvents)) return &document;
  const auto* data = find_member(document, "data");
  return data != nullptr && data->IsObject() ? data : nullptr;
}

std::optional<Duration> time_of(const JsonValue& request, std::string_view name) {
  const auto time = parse_rfc3339(text_member(request, name));
  return time ? std::optional<Duration>{time->time_since_epoch()} : std::nullopt;
}

bool reports(const JsonValue& request, const InDoubtSettings& defaults) {
  const auto policy = text_member(request, "when_in_doubt");
  if (!policy.empty()) return policy == "report";
  const bool insert = text_member(request, "conflict_mode") == "insert" || number_member(request, "conflict_mode") == 1;
  return insert ? !defaults.insert_resubmits : !defaults.upsert_resubmits;
}

std::string order_key(const JsonValue& request, const Record& record, OrderBy by) {
  if (by == OrderBy::key) return record.key ? "key " + *record.key : "";
  if (by == OrderBy::none) return "";
  const auto account = text_member(request, "account");
  return (account.empty() ? "default" : account) + '\0' + text_member(request, "env") + '\0' + text_member(request, "collection_name");
}

}  // namespace

ReadRequest read_request(const Record& record, const Settings& settings) {
  ReadRequest read{{.place = {record.partition, record.offset}, .when = when(record.timestamp.value_or(WallTime{}))}, {}};
  const auto document = parse_json(record.value.value_or(""), kMaxDepth);
  const JsonValue* request = document ? request_in(*document, record) : nullptr;
  if (request == nullptr) return read;
  read.asked.reports = reports(*request, settings.in_doubt);
  read.asked.key = order_key(*request, record, settings.order_by);
  read.asked.deadline = time_of(*request, "deadline");
  read.asked.not_before = time_of(*request, "not_before");
  read.file_path = text_member(*request, "file_path");
  return read;
}

}  // namespace iw::testing
