#include "worker/answer/read_reply.hpp"

#include <utility>

#include "common/json/exact_integer.hpp"
#include "common/json/json.hpp"
#include "common/json/utf8.hpp"
#include "common/redact.hpp"
#include "worker/answer/retry_after.hpp"

namespace iw {

namespace {

constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxErrmsg = 1024;  // code points
constexpr std::size_t kMaxRid = 64;

/// A number or a numeric string of 64 bits; nothing for anything else, or when the name stands twice.
std::optional<std::int64_t> integer_in(const JsonValue& object, std::string_view name) {
  const JsonValue* found = nullptr;
  for (const auto& member : object.GetObject()) {
    if (text_of(member.name) != name) continue;
    if (found != nullptr) return std::nullopt;
    found = &member.value;
  }
  if (found == nullptr) return std::nullopt;
  if (found->IsInt64()) return found->GetInt64();
  if (!found->IsString()) return std::nullopt;
  return exact_integer(text_of(*found));
}

/// The whole message, of the names that occur the first that says something; without secrets: they go before it is cut, or a part of one could stay.
std::string message_in(const JsonValue& object, std::span<const std::string> secrets) {
  for (const char* name : {"errmsg", "err_msg", "error_msg"})
    if (const auto* value = find_member(object, name); value != nullptr && value->IsString() && !text_of(*value).empty())
      return redact(text_of(*value), secrets);
  return {};
}

/// "… rid: 60891646-03eed615-7f6889ef …" → the id.
std::string rid_in(std::string_view message) {
  const auto at = message.find("rid:");
  if (at == std::string_view::npos) return {};
  auto rest = message.substr(at + 4);
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const auto end = rest.find_first_not_of("0123456789abcdefABCDEF-");
  return std::string{rest.substr(0, std::min(end, kMaxRid))};
}

std::string status_text(int status) { return "HTTP " + std::to_string(status); }

/// The class of an answer whose body names no errcode.
Reply by_status(const HttpResult& result, const ErrorTable& table, std::string why) {
  Reply reply{.answered = true, .explanation = status_text(result.status) + " " + std::move(why)};
  const int status = result.status;
  if (const auto override_class = table.status_override(status))
    reply.error_class = *override_class;
  else if (status == 429)
    reply.error_class = ErrorClass::throttled;
  else if (status >= 400 && status < 500 && status != 408)
    reply.error_class = ErrorClass::permanent;
  else
    reply.error_class = ErrorClass::in_doubt;
  return reply;
}

/// The class of an answer whose body names an errcode.
Reply by_errcode(const JsonValue& body, std::int64_t errcode, const ErrorTable& table, std::span<const std::string> secrets) {
  Reply reply{.answered = true};
  reply.answer.errcode = errcode;
  const auto message = message_in(body, secrets);
  reply.answer.errmsg = repair_utf8(message, kMaxErrmsg);
  reply.answer.rid = rid_in(message);
  if (errcode == 0) {
    reply.job_id = integer_in(body, "job_id");
    reply.error_class = reply.job_id ? ErrorClass::accepted : ErrorClass::in_doubt;
    reply.explanation = reply.job_id ? "accepted" : "errcode 0 without a job_id that can be read";
    return reply;
  }
  const ErrorCode* row = table.find(errcode);
  reply.known = row != nullptr;
  reply.error_class = row != nullptr ? row->error_class : ErrorClass::permanent;
  reply.explanation = "errcode " + std::to_string(errcode) + (row != nullptr && !row->meaning.empty() ? " (" + row->meaning + ")" : "");
  return reply;
}

Reply read_body(const HttpResult& result, const ErrorTable& table, std::span<const std::string> secrets) {
  if (result.compressed) return by_status(result, table, "with a compressed body, which was not asked for");
  const auto body = parse_json(without_bom(result.body), kMaxDepth, JsonIntegers::by_value);
  if (!body) return by_status(result, table, result.body.empty() ? "with an empty body" : "with a body that " + body.error().message);
  if (!body->IsObject()) return by_status(result, table, "with a body that is no JSON object");
  const auto errcode = integer_in(*body, "errcode");
  if (!errcode) return by_status(result, table, "without an errcode that can be read");
  return by_errcode(*body, *errcode, table, secrets);
}

}  // namespace

Reply read_reply(const HttpResult& result, const ErrorTable& table, std::span<const std::string> secrets, Now now) {
  if (result.phase != HttpPhase::answered) {
    const bool untouched = result.phase == HttpPhase::not_sent || result.phase == HttpPhase::wanting;
    return {.error_class = untouched ? ErrorClass::transient : ErrorClass::in_doubt, .explanation = redact(result.error, secrets)};
  }
  if (result.status >= 300 && result.status < 400)
    return {.error_class = table.status_override(result.status).value_or(ErrorClass::operator_),
            .answered = true,
            .explanation = status_text(result.status) + ", a redirect, which is never followed"};
  Reply reply = read_body(result, table, secrets);
  reply.retry_after = parse_retry_after(result.retry_after, now.wall);
  return reply;
}

}  // namespace iw
