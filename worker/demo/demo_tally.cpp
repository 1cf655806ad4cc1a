#include "worker/demo/demo_tally.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/json/members.hpp"

namespace iw {

namespace {

constexpr int kMaxDepth = 8;

/// "partition/offset" of the request that the event is about; empty when it names none.
std::string coordinates(const JsonValue& event) {
  const auto* request = find_member(event, "request");
  if (request == nullptr || !request->IsObject() || find_member(*request, "offset") == nullptr) return "";
  return fmt::format("{}/{}", number_member(*request, "partition"), number_member(*request, "offset"));
}

}  // namespace

bool DemoTally::add(std::string_view json) {
  const auto event = parse_json(json, kMaxDepth);
  if (!event || !event->IsObject()) return false;
  const auto request = coordinates(*event);
  if (request.empty()) return false;
  if (!seen_.insert(request).second) ++told_twice_;
  Row& row = rows_[{text_member(*event, "outcome"), text_member(*event, "reason")}];
  ++row.jobs;
  row.attempts += static_cast<std::uint64_t>(number_member(*event, "attempts"));
  row.durations_ms.push_back(number_member(*event, "duration_ms"));
  return true;
}

std::string DemoTally::table() const {
  std::string table = fmt::format("{:<10} {:<16} {:>6} {:>9} {:>9} {:>9}\n", "outcome", "reason", "jobs", "attempts", "p50 ms", "p99 ms");
  for (const auto& [name, row] : rows_)
    table += fmt::format("{:<10} {:<16} {:>6} {:>9} {:>9} {:>9}\n", name.first, name.second, row.jobs, row.attempts,
                         percentile(row.durations_ms, 0.5), percentile(row.durations_ms, 0.99));
  return table;
}

std::string DemoTally::summary() const {
  std::map<std::string, std::uint64_t> outcomes;
  for (const auto& [name, row] : rows_) outcomes[name.first] += row.jobs;
  std::string summary;
  for (const auto& [outcome, jobs] : outcomes) summary += fmt::format("{}{} {}", summary.empty() ? "" : ", ", outcome, jobs);
  return summary;
}

std::int64_t percentile(std::vector<std::int64_t> values, double p) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(p * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

}  // namespace iw
