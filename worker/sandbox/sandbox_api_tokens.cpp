// The token calls of sandbox_api.hpp.
#include "worker/sandbox/json_object.hpp"
#include "worker/sandbox/sandbox_api.hpp"

namespace iw {

namespace {

/// One owner has one token of each kind. For members that read_object() has asked for.
std::string owner_in(const JsonValue& object, std::string_view kind, std::string_view appid) {
  return std::string{kind} + "/" + std::string{text_of(*find_member(object, appid))};
}

}  // namespace

ApiAnswer SandboxApi::give_stable_token(const ApiCall& call) {
  ApiAnswer answer;
  const auto document = read_object(call, {"grant_type", "appid", "secret"}, answer);
  if (!document) return answer;
  if (text_of(*find_member(*document, "grant_type")) != "client_credential") return refuse(40002, "grant_type must be client_credential");
  const auto* force = find_member(*document, "force_refresh");
  const auto given = tokens_.give(owner_in(*document, "stable", "appid"), force != nullptr && force->IsTrue(), clock_.now().mono);
  answer.body = JsonObject{}.text("access_token", given.token).number("expires_in", given.expires_in).end();
  return answer;
}

ApiAnswer SandboxApi::give_authorizer_token(const ApiCall& call) {
  if (const auto refused = judge_token(call.token); refused != 0) return refuse(refused, "");
  ApiAnswer answer;
  const auto document = read_object(call, {"component_appid", "authorizer_appid", "authorizer_refresh_token"}, answer);
  if (!document) return answer;
  const auto given = tokens_.give(owner_in(*document, "authorizer", "authorizer_appid"), false, clock_.now().mono);
  auto body = JsonObject{};
  body.text("authorizer_access_token", given.token).number("expires_in", given.expires_in);
  answer.body = body.text("authorizer_refresh_token", "sandbox-refresh-token-" + std::to_string(++refresh_tokens_)).end();
  return answer;
}

ApiAnswer SandboxApi::give_component_token(const ApiCall& call) {
  ApiAnswer answer;
  const auto document = read_object(call, {"component_appid", "component_appsecret", "component_verify_ticket"}, answer);
  if (!document) return answer;
  const auto given = tokens_.give(owner_in(*document, "component", "component_appid"), false, clock_.now().mono);
  answer.body = JsonObject{}.text("component_access_token", given.token).number("expires_in", given.expires_in).end();
  return answer;
}

}  // namespace iw
