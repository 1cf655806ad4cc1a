#include "tests/support/history.hpp"

#include "common/json/members.hpp"
#include "common/rfc3339.hpp"
#include "tests/support/check/checker.hpp"

namespace iw::testing {

namespace {

constexpr int kMaxDepth = 40;

std::int64_t time_ms(const JsonValue& object, std::string_view name) {
  const auto time = parse_rfc3339(text_member(object, name));
  return time ? time->time_since_epoch().count() : 0;
}

Event read_event(const JsonValue& event, const JsonValue& request, const Record& record) {
  return {.partition = static_cast<std::int32_t>(number_member(request, "partition")),
          .offset = number_member(request, "offset"),
          .outcome = text_member(event, "outcome"),
          .reason = text_member(event, "reason"),
          .detail = text_member(event, "detail"),
          .file_path = text_member(event, "file_path"),
          .job_id = number_member(event, "job_id"),
          .attempts = number_member(event, "attempts"),
          .produced_ms = record.timestamp ? record.timestamp->time_since_epoch().count() : 0,
          .finished_ms = time_ms(event, "finished_at")};
}

}  // namespace

void History::add_calls(std::string_view json_lines) {
  while (!json_lines.empty()) {
    const auto end = json_lines.find('\n');
    const auto line = json_lines.substr(0, end);
    json_lines = end == std::string_view::npos ? std::string_view{} : json_lines.substr(end + 1);
    const auto call = parse_json(line, kMaxDepth);
    if (!call || !call->IsObject()) continue;
    const auto* errcode = find_member(*call, "errcode");
    calls.push_back({.time_ms = time_ms(*call, "time"),
                     .file_path = text_member(*call, "file_path"),
                     .answered = flag_member(*call, "answered"),
                     .executed = flag_member(*call, "executed"),
                     .errcode = number_member(*call, "errcode"),
                     .job_id = number_member(*call, "job_id"),
                     .has_errcode = errcode != nullptr && errcode->IsInt64(),
                     .http = static_cast<int>(number_member(*call, "http"))});
  }
}

std::vector<Event> History::events() const {
  std::vector<Event> events;
  for (const auto& record : results) {
    const auto event = parse_json(record.value.value_or(""), kMaxDepth);
    if (!event || !event->IsObject()) continue;
    const auto* request = find_member(*event, "request");
    if (request != nullptr && request->IsObject()) events.push_back(read_event(*event, *request, record));
  }
  return events;
}

std::map<std::string, int> History::by_reason() const {
  std::map<std::string, int> counts;
  for (const auto& event : events()) ++counts[event.reason];
  return counts;
}

std::vector<std::string> check(const History& history) {
  auto wrong = check(facts_of(history));
  if (history.events().size() != history.results.size()) wrong.emplace_back("I1: records on the result topic that are no events");
  return wrong;
}

}  // namespace iw::testing
