#include "worker/publish/dead_letter.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "common/json/utf8.hpp"
#include "common/rfc3339.hpp"
#include "worker/publish/result_event.hpp"

namespace iw {

namespace {

constexpr std::size_t kMaxDetail = 2000;
constexpr std::string_view kRedriveCount = "redrive-count";

/// Headers of ours that an earlier life may have left on the request.
constexpr std::array<std::string_view, 9> kOwn{"dead-letter-reason",    "dead-letter-errcode", "dead-letter-detail",
                                               "dead-letter-attempts",  "dead-letter-time",    "dead-letter-topic",
                                               "dead-letter-partition", "dead-letter-offset",  "dead-letter-truncated"};

bool is_count(std::string_view text) {
  return !text.empty() && text.size() <= 9 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool is_dead_letter_header(std::string_view name) { return name == kRedriveCount || std::find(kOwn.begin(), kOwn.end(), name) != kOwn.end(); }

OutgoingRecord make_dead_letter(const JobReport& report, std::size_t max_value_bytes) {
  const Record& record = report.record;
  OutgoingRecord letter{OutgoingTopic::dead_letters, report.origin.partition, report.origin.offset, record.key, record.value, {}, report.request.request_id};
  for (const auto& header : record.headers)
    if (!is_dead_letter_header(header.name)) letter.headers.push_back(header);
  const auto add = [&letter](std::string_view name, std::string value) { letter.headers.push_back({std::string{name}, std::move(value)}); };
  const JobOutcome& outcome = report.outcome;
  add("dead-letter-reason", std::string{name_of(outcome.reason)});
  if (outcome.answer.errcode) add("dead-letter-errcode", std::to_string(*outcome.answer.errcode));
  add("dead-letter-detail", quote_utf8(outcome.detail, kMaxDetail));
  add("dead-letter-attempts", std::to_string(report.attempts));
  add("dead-letter-time", format_rfc3339(report.finished_at));
  add("dead-letter-topic", report.origin.topic);
  add("dead-letter-partition", std::to_string(report.origin.partition));
  add("dead-letter-offset", std::to_string(report.origin.offset));
  const auto count = find_header(record.headers, kRedriveCount);
  add(kRedriveCount, count && is_count(*count) ? std::string{*count} : "0");
  if (letter.value && letter.value->size() > max_value_bytes) {
    add("dead-letter-truncated", std::to_string(letter.value->size()));
    letter.value.reset();
  }
  return letter;
}

}  // namespace iw
