#include "worker/call/token/fetch/token_answer.hpp"

#include <array>
#include <optional>
#include <utility>

#include "common/json/exact_integer.hpp"
#include "common/json/json.hpp"
#include "common/json/utf8.hpp"
#include "worker/answer/advice.hpp"
#include "worker/answer/read_reply.hpp"
#include "worker/call/token/fetch/token_file.hpp"

namespace iw {

namespace {

constexpr int kMaxDepth = 8;
constexpr std::int64_t kLongestLife = 31 * 24 * 3600;  // seconds

/// Where the class table's advice is about import calls, or is silent.
constexpr std::array<std::pair<std::int64_t, std::string_view>, 8> kAdvice{{
    {40125, "check that the secret belongs to this appid and was not reset"},
    {40013, "check the appid"},
    {45009, "the day's quota of token calls is used up: find out who else fetches tokens for this appid; it is tried again later"},
    {45011, "too many token calls in a minute; it is tried again later"},
    {61005, "the component_verify_ticket has expired: put the newest one into ticket_file"},
    {61006, "the component_verify_ticket is wrong: put the newest one into ticket_file"},
    {61023, "the refresh token is no longer good: have the merchant authorise again and put the new one into refresh_token_file"},
    {61003, "the merchant has not authorised this platform: have it authorise, and put its refresh token into refresh_token_file"},
}};

/// "… invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist" → "1.2.3.4"
std::string_view address_in(std::string_view errmsg) {
  constexpr std::string_view kMark = "invalid ip ";
  const auto at = errmsg.find(kMark);
  if (at == std::string_view::npos) return {};
  const auto rest = errmsg.substr(at + kMark.size());
  return rest.substr(0, rest.find_first_not_of("0123456789abcdefABCDEF.:"));
}

std::optional<std::int64_t> whole_number(const JsonValue* value) {
  if (value == nullptr) return std::nullopt;
  if (value->IsInt64()) return value->GetInt64();
  if (!value->IsString()) return std::nullopt;
  return exact_integer(text_of(*value));
}

TokenTrouble strange(const TokenAnswerForm& form, std::string_view what) {
  return {{}, form.call + " answered with " + std::string{what} + "; it is tried again", ErrorClass::in_doubt};
}

/// Advice for answers that name no errcode.
std::string_view status_advice(int status) {
  if (status == 401 || status == 403) return "; check bearer";
  if (status == 404) return "; check the address";
  if (status >= 300 && status < 400) return "; give the address where it ends";
  return "; it is tried again";
}

TokenTrouble trouble_of(const HttpResult& result, const TokenAnswerForm& form, const Reply& reply) {
  TokenTrouble trouble{reply.answer.errcode, {}, reply.error_class, reply.retry_after};
  if (!reply.answered) {
    trouble.message = "no answer from " + form.call + ": " + reply.explanation + "; it is tried again";
  } else if (!reply.answer.errcode || *reply.answer.errcode == 0) {
    trouble.message = form.call + " answered " + reply.explanation + std::string{status_advice(result.status)};
  } else {
    trouble.message = form.call + " answered " + reply.explanation;
    if (!reply.answer.errmsg.empty()) trouble.message += ", \"" + reply.answer.errmsg + "\"";
    const auto advice = reply.error_class == ErrorClass::token ? form.if_refused : token_advice(*reply.answer.errcode, reply.answer.errmsg);
    if (!advice.empty()) trouble.message += "; " + advice;
  }
  return trouble;
}

/// The document when it can be a good answer: an object with the token, and no errcode other than 0.
std::optional<JsonDocument> good_document(const HttpResult& result, const TokenAnswerForm& form) {
  if (result.phase != HttpPhase::answered || result.status != 200 || result.compressed) return std::nullopt;
  auto document = parse_json(without_bom(result.body), kMaxDepth, JsonIntegers::by_value);
  if (!document || !document->IsObject() || find_member(*document, form.token) == nullptr) return std::nullopt;
  const auto* errcode = find_member(*document, "errcode");
  if (errcode != nullptr && whole_number(errcode) != 0) return std::nullopt;
  return std::move(*document);
}

std::optional<Secret> token_member(const JsonValue& document, const std::string& name) {
  const auto* value = find_member(document, name);
  if (value == nullptr || !value->IsString() || !is_token(text_of(*value))) return std::nullopt;
  return Secret{std::string{text_of(*value)}};
}

}  // namespace

std::string token_advice(std::int64_t errcode, std::string_view errmsg) {
  const auto address = errcode == 40164 || errcode == 45035 || errcode == 61004 ? address_in(errmsg) : std::string_view{};
  if (!address.empty()) return "add the address " + std::string{address} + " to the account's IP list in the console";
  for (const auto& [code, advice] : kAdvice)
    if (code == errcode) return std::string{advice};
  return std::string{advice_for(errcode)};
}

std::variant<TokenAnswer, TokenTrouble> read_token_answer(const HttpResult& result, const TokenAnswerForm& form, const ErrorTable& table,
                                                          std::span<const std::string> secrets, Now now) {
  const auto document = good_document(result, form);
  if (!document) return trouble_of(result, form, read_reply(result, table, secrets, now));
  auto token = token_member(*document, form.token);
  if (!token) return strange(form, "a token that cannot be one: expected 1 to 8192 visible ASCII characters");
  const auto life = whole_number(find_member(*document, "expires_in"));
  if (!life || *life < 1 || *life > kLongestLife) return strange(form, "no expires_in from 1 second to 31 days");
  TokenAnswer answer{{std::move(*token), std::chrono::seconds{*life}}, {}};
  if (form.refresh_token.empty() || find_member(*document, form.refresh_token) == nullptr) return answer;
  auto refresh = token_member(*document, form.refresh_token);
  if (!refresh) return strange(form, "a refresh token that cannot be one: expected 1 to 8192 visible ASCII characters");
  answer.refresh_token = std::move(*refresh);
  return answer;
}

}  // namespace iw
