#include "worker/sandbox/sandbox_api.hpp"

#include <array>
#include <cstdio>
#include <utility>

#include "worker/answer/error_class.hpp"
#include "worker/sandbox/import_check.hpp"
#include "worker/sandbox/json_object.hpp"
#include "worker/sandbox/upload_check.hpp"

namespace iw {

namespace {

constexpr int kMaxDepth = 32;

/// "60891646-03eed615-7f6889ef": three words of 8 digits, the first is the time.
std::string make_rid(WallTime now, std::uint64_t n) {
  const auto seconds = static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  std::array<char, 32> text{};
  const int size =
      std::snprintf(text.data(), text.size(), "%08x-%08x-%08x", seconds, static_cast<unsigned>(n * 2654435761u), static_cast<unsigned>(n));
  return {text.data(), static_cast<std::size_t>(size)};
}

/// The table's words for an errcode.
std::string meaning_of(std::int64_t errcode) {
  const auto* row = ErrorTable::shipped().find(errcode);
  return row == nullptr || row->meaning.empty() ? "error" : row->meaning;
}

/// For members that read_object() has asked for.
std::string_view text_in(const JsonValue& object, std::string_view name) { return text_of(*find_member(object, name)); }

JsonObject good_answer() {
  JsonObject answer;
  answer.number("errcode", 0).text("errmsg", "ok");
  return answer;
}

bool is_missing(const std::optional<std::string>& file_path) { return file_path && file_path->starts_with("missing/"); }

}  // namespace

ApiAnswer SandboxApi::refuse(std::int64_t errcode, std::string_view trouble) {
  std::string errmsg = meaning_of(errcode);
  if (!trouble.empty()) errmsg.append(": ").append(trouble);
  errmsg.append(" rid: ").append(make_rid(clock_.now().wall, ++rids_));
  return {JsonObject{}.number("errcode", errcode).text("errmsg", errmsg).end()};
}

std::int64_t SandboxApi::judge_token(std::string_view token) const {
  if (token.empty()) return 41001;
  return faults_.refuses(token) ? 40001 : tokens_.judge(token, clock_.now().mono);
}

Fate SandboxApi::fate_of(const ApiCall& call, CallRecord& record, std::string& trouble) {
  auto checked = check_import(call.body);
  if (call.too_large) checked.errcode = 45002, checked.trouble = "the body is over 1 MiB";
  record.body_ok = checked.exact;
  record.env = std::move(checked.env);
  record.collection_name = std::move(checked.collection_name);
  record.file_path = std::move(checked.file_path);
  record.conflict_mode = checked.conflict_mode;
  if (const auto refused = judge_token(call.token); refused != 0) return {.errcode = refused};
  trouble = std::move(checked.trouble);
  if (checked.errcode != 0) return {.errcode = checked.errcode};
  Fate fate = faults_.next(*record.file_path);
  if (fate.executes() && fate.loss == Loss::none && !fate.body && is_missing(record.file_path)) fate.errcode = -503003;
  return fate;
}

ApiAnswer SandboxApi::start_import(const ApiCall& call) {
  const Now now = clock_.now();
  CallRecord record{.time = now.wall};
  std::string trouble;
  const Fate fate = fate_of(call, record, trouble);
  record.executed = fate.executes() && !is_missing(record.file_path);
  if (record.executed) record.job_id = tasks_.create(*record.file_path, now.mono);
  record.answered = fate.loss == Loss::none;
  if (record.answered) record.http = fate.http.value_or(200);
  if (fate.errcode)
    record.errcode = fate.errcode;
  else if (record.executed && !fate.body)
    record.errcode = 0;
  calls_.add(record);  // before the answer, and before its delay: whoever dies meanwhile, the list is complete
  return answer_import(fate, record, trouble);
}

ApiAnswer SandboxApi::answer_import(const Fate& fate, const CallRecord& record, std::string_view trouble) {
  ApiAnswer answer;
  if (record.errcode == 0 && record.job_id) {
    answer.body = good_answer().number("job_id", record.job_id).end();
  } else if (record.errcode) {
    answer = refuse(*record.errcode, trouble);
  }
  if (fate.body) answer.body = *fate.body;
  answer.status = fate.http.value_or(200);
  answer.retry_after = fate.retry_after;
  answer.lost = !record.answered;
  answer.delay = fate.latency.value_or(faults_.latency());
  return answer;
}

Result<JsonDocument> SandboxApi::read_object(const ApiCall& call, std::initializer_list<std::string_view> texts, ApiAnswer& refusal) {
  const auto refused = [&](std::int64_t errcode, std::string trouble) {
    refusal = refuse(errcode, trouble);
    return Error{std::move(trouble)};
  };
  if (call.too_large) return refused(45002, "the body is over 1 MiB");
  if (call.body.empty()) return refused(44002, "the body is empty");
  auto document = parse_json(call.body, kMaxDepth);
  if (!document) return refused(47001, "the body " + document.error().message);
  if (!document->IsObject()) return refused(47001, "the body is not an object");
  for (const auto name : texts) {
    const auto* value = find_member(*document, name);
    if (value == nullptr) return refused(40101, std::string{name} + " is missing");
    if (!value->IsString() || value->GetStringLength() == 0) return refused(40097, std::string{name} + " must be a string that is not empty");
  }
  return document;
}

ApiAnswer SandboxApi::query_import(const ApiCall& call) {
  if (const auto refused = judge_token(call.token); refused != 0) return refuse(refused, "");
  ApiAnswer answer;
  const auto document = read_object(call, {"env"}, answer);
  if (!document) return answer;
  const auto* job_id = find_member(*document, "job_id");
  if (job_id == nullptr) return refuse(40101, "job_id is missing");
  if (!job_id->IsInt64()) return refuse(40097, "job_id must be a number");
  const auto state = tasks_.query(job_id->GetInt64(), clock_.now().mono);
  if (!state) return refuse(40097, "there is no task with this job_id");
  auto body = good_answer();
  body.text("status", state->status).number("record_success", state->record_success).number("record_fail", state->record_fail);
  body.text(job_id->GetInt64() % 2 == 0 ? "err_msg" : "error_msg", state->message).text("file_url", "");
  answer.body = body.end();
  answer.delay = faults_.latency();
  return answer;
}

ApiAnswer SandboxApi::make_upload_link(const ApiCall& call) {
  if (const auto refused = judge_token(call.token); refused != 0) return refuse(refused, "");
  ApiAnswer answer;
  const auto document = read_object(call, {"env", "path"}, answer);
  if (!document) return answer;
  const auto link = upload_link(text_in(*document, "env"), text_in(*document, "path"));
  auto body = good_answer();
  body.text("url", call.base_url + "/sandbox/upload").text("token", link.token).text("authorization", link.authorization);
  answer.body = body.text("file_id", link.file_id).text("cos_file_id", link.cos_file_id).end();
  return answer;
}

}  // namespace iw
