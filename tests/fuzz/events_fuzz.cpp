// Fuzz target: result events and dead letters made of any record, headers included (contract, sections 1 to 3).
// Input: a record (fuzz_input.hpp). Its value also plays the API's answer, so that errmsg and detail hold what comes from outside.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "common/json/json.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/fuzz/property.hpp"
#include "worker/answer/read_reply.hpp"
#include "worker/decode/decode_request.hpp"
#include "worker/publish/dead_letter.hpp"
#include "worker/publish/result_event.hpp"
#include "worker/publish/next_form.hpp"

namespace iw::testing {
namespace {

constexpr std::size_t kMaxLetter = 300;

DecodedRequest decoded_from(const Record& record) {
  static const DecodeRules rules{"req", [](std::string_view name) { return name == "default" || name == "shop"; }, DoubtPolicy::report,
                                 DoubtPolicy::resubmit};
  return decode_request(record, rules);
}

JobOutcome outcome_of(const DecodedRequest& decoded, const Record& record) {
  if (decoded.rejection) return {Outcome::failed, Reason::invalid_request, *decoded.rejection, {}, {}};
  const HttpResult answer{HttpPhase::answered, 200, *record.value, {}, false, {}};
  const auto reply = read_reply(answer, ErrorTable::shipped(), {}, {});
  return {Outcome::in_doubt, Reason::answer_lost, reply.explanation + ": " + reply.answer.errmsg, {}, reply.answer};
}

std::string header(const OutgoingRecord& record, std::string_view name) {
  const auto value = find_header(record.headers, name);
  require(value.has_value(), std::string{name} + " is there");
  return std::string{*value};
}

void check_json(const OutgoingRecord& event) {
  const auto json = parse_json(event.value.value_or(""), 3);
  require(count_code_points(event.value.value_or("")).has_value(), "an event is UTF-8");
  require(json && json->IsObject(), "an event is a JSON object");
  require(!find_duplicate_key(*json), "an event has each key once");
  for (const char* name : {"request_id", "outcome", "reason", "attempts", "request"})
    require(find_member(*json, name) != nullptr, std::string{"an event has "} + name);
}

void check_event(const OutgoingRecord& event, const std::string& type) {
  check_json(event);
  require(header(event, "ce_specversion") == "1.0", "CloudEvents 1.0");
  require(header(event, "ce_id") == "req/3/7/" + type, "ce_id names the request's place");
  require(header(event, "ce_type") == "import." + type, "ce_type names the outcome");
  require(header(event, "content-type") == "application/json", "an event is JSON");
  require_plain(header(event, "ce_subject"), 128, "ce_subject");
  for (const auto& item : event.headers) require_plain(item.value.value_or(""), 1024, "header " + item.name);
}

/// The request's own headers come first, byte for byte, then ours; each of ours stands once.
void check_letter(const OutgoingRecord& letter, const Record& record) {
  require(letter.key == record.key, "a dead letter has the request's key");
  const bool whole = !record.value || record.value->size() <= kMaxLetter;
  require(letter.value == (whole ? record.value : std::nullopt), "a dead letter has the request's value, or none when that is too long");
  require(find_header(letter.headers, "dead-letter-truncated").has_value() != whole, "a value that is left out is told");
  std::vector<Header> own;
  std::copy_if(record.headers.begin(), record.headers.end(), std::back_inserter(own), [](const Header& h) { return !is_dead_letter_header(h.name); });
  require(letter.headers.size() >= own.size() && std::equal(own.begin(), own.end(), letter.headers.begin()), "the request's headers are kept");
  for (auto it = letter.headers.begin() + static_cast<std::ptrdiff_t>(own.size()); it != letter.headers.end(); ++it) {
    require(is_dead_letter_header(it->name), "the rest are ours");
    require_plain(it->value.value_or(""), 2001, it->name);
    require(std::count_if(letter.headers.begin(), letter.headers.end(), [&](const Header& h) { return h.name == it->name; }) == 1,
            it->name + " stands once");
  }
  const auto count = header(letter, "redrive-count");
  require(!count.empty() && count.find_first_not_of("0123456789") == std::string::npos, "redrive-count is a number");
}

/// A few steps and nothing is left to take away; no step makes it larger, and an event stays an event.
void check_shrinking(OutgoingRecord record, std::size_t bound) {
  int steps = 0;
  while (auto next = next_form(record, true)) {
    require(++steps < 8, "it comes to an end");
    const auto before = size_of(record);
    const bool had_value = record.value.has_value();
    record = std::move(*next);
    // A value that goes is told in a header, which may be longer than the value was.
    require(size_of(record) <= before + (had_value && !record.value ? 32 : 0), "a step does not make it larger");
    if (record.topic == OutgoingTopic::results) check_json(record);
  }
  require(size_of(record) <= bound, "in the end it is small");
}

}  // namespace
}  // namespace iw::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iw::testing;
  FuzzInput input{data, size};
  const auto record = record_in(input);
  const auto decoded = decoded_from(record);
  const auto outcome = outcome_of(decoded, record);
  const iw::WallTime time{std::chrono::milliseconds{1'767'225'600'000}};
  const iw::Origin origin{"req", record.partition, record.offset, record.timestamp, time};
  const iw::JobReport report{record, decoded.request, origin, outcome, 1, time, "group"};
  const auto event = iw::make_result_event(report);
  check_event(event, std::string{iw::name_of(outcome.outcome)});
  const auto letter = iw::make_dead_letter(report, kMaxLetter);
  check_letter(letter, record);
  check_shrinking(event, 24 * 1024);
  check_shrinking(letter, 16 * 1024);
  return 0;
}
