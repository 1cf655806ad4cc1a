#include "tests/support/history.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "common/json/members.hpp"
#include "common/rfc3339.hpp"

namespace iw::testing {

namespace {

constexpr int kMaxDepth = 16;
/// A call is recorded when it was read, an event when its answer was: both by the same clock, but not by the same thread.
constexpr std::int64_t kClockSlackMs = 100;

std::int64_t time_ms(const JsonValue& object, std::string_view name) {
  const auto time = parse_rfc3339(text_member(object, name));
  return time ? time->time_since_epoch().count() : 0;
}

using Place = std::pair<std::int32_t, std::int64_t>;

std::string name_of(const Place& place) { return std::to_string(place.first) + "/" + std::to_string(place.second); }

/// What a request asks for, as far as the checker needs it.
struct Asked {
  std::string file_path;
  bool reports = false;  ///< by the default policies: an INSERT
};

Asked asked_of(const Record& request) {
  const auto document = parse_json(request.value.value_or(""), kMaxDepth);
  if (!document || !document->IsObject()) return {};
  const auto policy = text_member(*document, "when_in_doubt");
  const bool insert = text_member(*document, "conflict_mode") == "insert" || number_member(*document, "conflict_mode") == 1;
  return {text_member(*document, "file_path"), policy.empty() ? insert : policy == "report"};
}

/// I1: exactly one terminal event per request, none without a request.
void check_events(const std::map<Place, Asked>& asked, const std::vector<Event>& events, std::vector<std::string>& wrong) {
  std::map<Place, int> told;
  for (const auto& event : events) ++told[{event.partition, event.offset}];
  for (const auto& [place, request] : asked)
    if (told.find(place) == told.end()) wrong.push_back("I1: no event for request " + name_of(place));
  for (const auto& [place, count] : told) {
    if (count > 1) wrong.push_back("I1: " + std::to_string(count) + " events for request " + name_of(place));
    if (asked.find(place) == asked.end()) wrong.push_back("I1: an event for " + name_of(place) + ", where there is no request");
  }
}

/// A dead letter for each job that did not succeed, in the same transaction: as many as there are such events, with the request's bytes.
void check_dead_letters(const History& history, const std::vector<Event>& events, std::vector<std::string>& wrong) {
  std::map<Place, const Record*> requests;
  for (const auto& request : history.requests) requests[{request.partition, request.offset}] = &request;
  std::map<Place, int> letters;
  for (const auto& letter : history.dead_letters) {
    const Place place{std::stoi(std::string{find_header(letter.headers, "dead-letter-partition").value_or("-1")}),
                      std::stoll(std::string{find_header(letter.headers, "dead-letter-offset").value_or("-1")})};
    ++letters[place];
    const auto request = requests.find(place);
    const bool truncated = find_header(letter.headers, "dead-letter-truncated").has_value();
    if (request != requests.end() && !truncated && (letter.value != request->second->value || letter.key != request->second->key))
      wrong.push_back("dead letter of " + name_of(place) + " differs from its request");
  }
  for (const auto& event : events) {
    const int expected = event.outcome == "accepted" ? 0 : 1;
    if (letters[{event.partition, event.offset}] != expected)
      wrong.push_back("I2: " + std::to_string(letters[{event.partition, event.offset}]) + " dead letters for " +
                      name_of({event.partition, event.offset}) + ", an event '" + event.outcome + "'");
  }
}

/// I3: by the API's own list.
void check_calls(const History& history, const std::map<Place, Asked>& asked, const std::vector<Event>& events, std::vector<std::string>& wrong) {
  std::map<std::string, std::vector<const Call*>> calls;
  for (const auto& call : history.calls) calls[call.file_path].push_back(&call);
  for (const auto& [place, request] : asked) {
    const auto& made = calls[request.file_path];
    const auto unrefused = std::count_if(made.begin(), made.end(), [](const Call* call) { return call->unrefused(); });
    if (request.reports && unrefused > 1)
      wrong.push_back("I3: " + std::to_string(unrefused) + " un-refused calls for " + name_of(place) + ", whose policy is report");
  }
  for (const auto& event : events) {
    const auto& made = calls[event.file_path];
    const auto place = name_of({event.partition, event.offset});
    if (event.outcome == "accepted" &&
        std::none_of(made.begin(), made.end(), [&](const Call* call) { return call->executed && call->job_id == event.job_id; }))
      wrong.push_back("I3: the API gave no job_id " + std::to_string(event.job_id) + " for " + place);
    if (event.reason == "invalid_request" && !made.empty()) wrong.push_back("a call for the invalid request " + place);
    for (const Call* call : made)
      if (call->time_ms > event.finished_ms + kClockSlackMs) wrong.push_back("I3: a call for " + place + " after its terminal event");
  }
}

/// I9: no secret anywhere.
void check_secrets(const History& history, std::vector<std::string>& wrong) {
  const auto search = [&](std::string_view where, std::string_view text) {
    for (const auto& secret : history.secrets)
      if (text.find(secret) != std::string_view::npos) wrong.push_back("I9: a secret in " + std::string{where});
  };
  for (const auto& log : history.logs) search("a log", log);
  for (const auto& record : history.results) {
    search("an event", record.value.value_or(""));
    for (const auto& header : record.headers) search("an event's header", header.value.value_or(""));
  }
  for (const auto& record : history.dead_letters)
    for (const auto& header : record.headers) search("a dead letter's header", header.value.value_or(""));
}

}  // namespace

void History::add_calls(std::string_view json_lines) {
  while (!json_lines.empty()) {
    const auto end = json_lines.find('\n');
    const auto line = json_lines.substr(0, end);
    json_lines = end == std::string_view::npos ? std::string_view{} : json_lines.substr(end + 1);
    const auto call = parse_json(line, kMaxDepth);
    if (!call || !call->IsObject()) continue;
    calls.push_back({time_ms(*call, "time"), text_member(*call, "file_path"), flag_member(*call, "answered"), flag_member(*call, "executed"),
                     number_member(*call, "errcode"), number_member(*call, "job_id")});
  }
}

std::vector<Event> History::events() const {
  std::vector<Event> events;
  for (const auto& record : results) {
    const auto event = parse_json(record.value.value_or(""), kMaxDepth);
    if (!event || !event->IsObject()) continue;
    const auto* request = find_member(*event, "request");
    if (request == nullptr || !request->IsObject()) continue;
    events.push_back({static_cast<std::int32_t>(number_member(*request, "partition")), number_member(*request, "offset"),
                      text_member(*event, "outcome"), text_member(*event, "reason"), text_member(*event, "detail"), text_member(*event, "file_path"),
                      number_member(*event, "job_id"), number_member(*event, "attempts"), time_ms(*event, "finished_at")});
  }
  return events;
}

std::map<std::string, int> History::by_reason() const {
  std::map<std::string, int> counts;
  for (const auto& event : events()) ++counts[event.reason];
  return counts;
}

std::vector<std::string> check(const History& history) {
  std::vector<std::string> wrong;
  std::map<Place, Asked> asked;
  for (const auto& request : history.requests) asked[{request.partition, request.offset}] = asked_of(request);
  const auto events = history.events();
  if (events.size() != history.results.size()) wrong.push_back("records on the result topic that are no events");
  check_events(asked, events, wrong);
  check_dead_letters(history, events, wrong);
  check_calls(history, asked, events, wrong);
  check_secrets(history, wrong);
  if (history.lag != 0) wrong.push_back("I4: lag " + std::to_string(history.lag) + " at the end");
  return wrong;
}

}  // namespace iw::testing
