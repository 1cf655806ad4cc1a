// The token calls of sandbox_api.hpp.
#include "worker/sandbox/json_object.hpp"
#include "worker/sandbox/sandbox_api.hpp"

namespace iw {

namespace {

/// A text of an object; for members that read_object() has asked for.
std::string_view text_in(const JsonValue& object, std::string_view name) { return text_of(*find_member(object, name)); }

/// One owner has one token of each kind.
std::string owner_in(const JsonValue& object, std::string_view kind, std::string_view appid) {
  return std::string{kind} + "/" + std::string{text_in(object, appid)};
}

/// What WeChat says beside its table's words.
std::string_view detail_of(std::int64_t errcode) { return errcode == 40164 ? "invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist" : ""; }

}  // namespace

ApiAnswer SandboxApi::play_token_call(const char* kind, const std::function<ApiAnswer()>& answer_call) {
  calls_.add_token_call(kind);
  const Fate fate = faults_.next_token(kind);
  ApiAnswer answer;
  if (fate.executes())
    answer = answer_call();
  else if (fate.errcode)
    answer = refuse(*fate.errcode, detail_of(*fate.errcode));
  if (fate.body) answer.body = *fate.body;
  if (fate.http) answer.status = *fate.http;
  answer.retry_after = fate.retry_after;
  answer.lost = fate.loss != Loss::none;
  answer.delay = fate.latency.value_or(std::chrono::milliseconds{0});
  return answer;
}

ApiAnswer SandboxApi::stable_token(const ApiCall& call) {
  ApiAnswer answer;
  const auto document = read_object(call, {"grant_type", "appid", "secret"}, answer);
  if (!document) return answer;
  if (text_in(*document, "grant_type") != "client_credential") return refuse(40002, "grant_type must be client_credential");
  if (!is_secret(text_in(*document, "secret"))) return refuse(40125, "");
  const auto* force = find_member(*document, "force_refresh");
  const auto given = tokens_.give(owner_in(*document, "stable", "appid"), force != nullptr && force->IsTrue(), clock_.now().mono);
  answer.body = JsonObject{}.text("access_token", given.token).number("expires_in", given.expires_in).end();
  return answer;
}

ApiAnswer SandboxApi::authorizer_token(const ApiCall& call) {
  if (const auto refused = judge_token(call.token); refused != 0) return refuse(refused, "");
  ApiAnswer answer;
  const auto document = read_object(call, {"component_appid", "authorizer_appid", "authorizer_refresh_token"}, answer);
  if (!document) return answer;
  const auto owner = owner_in(*document, "authorizer", "authorizer_appid");
  const auto next = refresh_tokens_.use(owner, text_in(*document, "authorizer_refresh_token"));
  if (next.empty()) return refuse(61023, "");
  const auto given = tokens_.give(owner, false, clock_.now().mono);
  auto body = JsonObject{};
  body.text("authorizer_access_token", given.token).number("expires_in", given.expires_in);
  answer.body = body.text("authorizer_refresh_token", next).end();
  return answer;
}

ApiAnswer SandboxApi::component_token(const ApiCall& call) {
  ApiAnswer answer;
  const auto document = read_object(call, {"component_appid", "component_appsecret", "component_verify_ticket"}, answer);
  if (!document) return answer;
  if (!is_secret(text_in(*document, "component_appsecret"))) return refuse(40125, "");
  const auto given = tokens_.give(owner_in(*document, "component", "component_appid"), false, clock_.now().mono);
  answer.body = JsonObject{}.text("component_access_token", given.token).number("expires_in", given.expires_in).end();
  return answer;
}

ApiAnswer SandboxApi::service_token(const ApiCall& call) {
  if (!setting_.bearer.empty() && call.bearer != setting_.bearer) return {R"({"message":"the bearer is wrong"})", 401};
  const auto given = tokens_.give("service/" + call.owner, false, clock_.now().mono);
  return {JsonObject{}.text("access_token", given.token).number("expires_in", given.expires_in).end()};
}

ApiAnswer SandboxApi::give_stable_token(const ApiCall& call) {
  return play_token_call("stable", [&] { return stable_token(call); });
}

ApiAnswer SandboxApi::give_authorizer_token(const ApiCall& call) {
  return play_token_call("authorizer", [&] { return authorizer_token(call); });
}

ApiAnswer SandboxApi::give_component_token(const ApiCall& call) {
  return play_token_call("component", [&] { return component_token(call); });
}

ApiAnswer SandboxApi::give_service_token(const ApiCall& call) {
  return play_token_call("service", [&] { return service_token(call); });
}

}  // namespace iw
