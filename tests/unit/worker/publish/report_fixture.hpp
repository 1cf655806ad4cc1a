// A finished job to write records of. Tests only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "worker/publish/dead_letter.hpp"
#include "worker/publish/result_event.hpp"

namespace iw {

/// All that a report refers to, with the contract's own example as its content.
struct FinishedJob {
  Record record{
      2, 7, WallTime{std::chrono::milliseconds{1'767'225'600'000}}, "key-1", R"({"env":"e"})", {{"traceparent", "00-p"}, {"x", std::nullopt}}};
  ImportRequest request;
  JobOutcome outcome{Outcome::accepted, Reason::ok, "the import task was created", 100074947, {0, "ok", "60891646-03eed615-7f6889ef"}};
  int attempts = 1;
  Origin origin{"import.requests", 2, 7, record.timestamp, WallTime{std::chrono::milliseconds{1'767'225'601'000}}};

  FinishedJob() {
    request.env = "prod-1";
    request.collection_name = "users";
    request.file_path = "in/a.json";
    request.file_type = FileType::json;
    request.stop_on_error = false;
    request.conflict_mode = ConflictMode::upsert;
    request.request_id = "r-1";
  }
  [[nodiscard]] JobReport report() const {
    return {record, request, origin, outcome, attempts, origin.received_at + std::chrono::milliseconds{153}, "group-1"};
  }
};

/// A job that failed for good.
inline FinishedJob failed_job() {
  FinishedJob job;
  job.outcome = {Outcome::failed, Reason::rejected, "the API refused it", {}, {-502005, "no such collection", "6089-03ee"}};
  return job;
}

/// The values of all headers with this name, in order; "(null)" for null.
inline std::vector<std::string> headers_of(const OutgoingRecord& record, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& header : record.headers)
    if (header.name == name) values.push_back(header.value.value_or("(null)"));
  return values;
}

}  // namespace iw
