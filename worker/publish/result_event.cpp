#include "worker/publish/result_event.hpp"

#include <utility>

#include "common/json/object_writer.hpp"
#include "common/json/utf8.hpp"
#include "common/rfc3339.hpp"

namespace iw {

namespace {

/// What a person reads is cut; a producer's limit must not be reached by a sentence.
constexpr std::size_t kMaxDetail = 2000;

std::string id_of(const JobReport& report, std::string_view type) {
  std::string id{report.origin.topic};
  id += '/' + std::to_string(report.origin.partition) + '/' + std::to_string(report.origin.offset) + '/';
  return id += type;
}

void write_request(ObjectWriter& json, const ImportRequest& request) {
  json.text_if_any("account", request.account);
  json.text_if_known("env", request.env);
  json.text_if_known("collection_name", request.collection_name);
  json.text_if_known("file_path", request.file_path);
  if (request.file_type) json.number("file_type", static_cast<int>(*request.file_type));
  if (request.stop_on_error) json.flag("stop_on_error", *request.stop_on_error);
  if (request.conflict_mode) json.number("conflict_mode", static_cast<int>(*request.conflict_mode));
}

void write_place(std::string& out, const JobReport& report) {
  ObjectWriter json{out};
  json.text("topic", report.origin.topic);
  json.number("partition", report.origin.partition);
  json.number("offset", report.origin.offset);
  if (report.origin.timestamp) json.text("timestamp", format_rfc3339(*report.origin.timestamp));
  json.end();
}

std::string write_value(const JobReport& report) {
  std::string out;
  out.reserve(640);
  const JobOutcome& outcome = report.outcome;
  ObjectWriter json{out};
  json.text("request_id", report.request.request_id);
  json.text("outcome", name_of(outcome.outcome));
  if (outcome.job_id) json.number("job_id", *outcome.job_id);
  json.text("reason", name_of(outcome.reason));
  json.text("detail", quote_utf8(outcome.detail, kMaxDetail));
  if (outcome.answer.errcode) json.number("errcode", *outcome.answer.errcode);
  json.text_if_any("errmsg", outcome.answer.errmsg);
  json.text_if_any("rid", outcome.answer.rid);
  json.number("attempts", report.attempts);
  write_request(json, report.request);
  json.member("request");
  write_place(out, report);
  json.text("received_at", format_rfc3339(report.origin.received_at));
  json.text("finished_at", format_rfc3339(report.finished_at));
  json.number("duration_ms", std::max<std::int64_t>(0, (report.finished_at - report.origin.received_at).count()));
  json.end();
  return out;
}

std::vector<Header> write_headers(const JobReport& report) {
  const std::string type{name_of(report.outcome.outcome)};
  std::vector<Header> headers{{"ce_specversion", "1.0"},
                              {"ce_id", id_of(report, type)},
                              {"ce_source", "/import-worker/" + std::string{report.group}},
                              {"ce_type", "import." + type},
                              {"ce_time", format_rfc3339(report.finished_at)},
                              {"ce_subject", report.request.request_id},
                              {"content-type", "application/json"}};
  if (!report.request.traceparent.empty()) headers.push_back({"traceparent", report.request.traceparent});
  if (!report.request.tracestate.empty()) headers.push_back({"tracestate", report.request.tracestate});
  return headers;
}

}  // namespace

OutgoingRecord make_result_event(const JobReport& report) {
  return {OutgoingTopic::results, report.origin.partition, report.origin.offset, report.record.key ? report.record.key : report.request.request_id,
          write_value(report),    write_headers(report), report.request.request_id};
}

}  // namespace iw
