#include "tests/support/echo_api.hpp"

#include <algorithm>
#include <utility>

#include "common/json/json.hpp"

namespace iw::testing {

namespace {

std::string quoted(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

/// The text without its percent-encoding; what is not encoded well stays.
std::string decoded(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool encoded = text[i] == '%' && i + 2 < text.size() && std::isxdigit(text[i + 1]) != 0 && std::isxdigit(text[i + 2]) != 0;
    plain += encoded ? static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16)) : text[i];
    i += encoded ? 2 : 0;
  }
  return plain;
}

std::string http(const std::string& status, const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string error(int errcode, const std::string& echo) {
  return http("200 OK", R"({"errcode":)" + std::to_string(errcode) + R"(,"errmsg":)" + quoted(echo) + "}");
}

std::string target_of(const std::string& request) {
  const auto begin = std::min(request.find(' '), request.size() - 1) + 1;
  return request.substr(begin, request.find(' ', begin) - begin);
}

/// The value of file_path in the request's body.
std::string path_in(const std::string& request) {
  const std::string name = R"("file_path":")";
  const auto at = request.find(name);
  if (at == std::string::npos) return {};
  return request.substr(at + name.size(), request.find('"', at + name.size()) - at - name.size());
}

}  // namespace

std::string marked(const std::string& name) { return "x/" + std::string{kMark} + name + "+=!~x"; }

void EchoApi::serve(Peer& peer) {
  for (std::string request; !(request = peer.read_request()).empty();) {
    const auto text = answer(request);
    if (text.empty() || !peer.write(text)) return;
  }
}

std::string EchoApi::answer(const std::string& request) {
  // A log line takes about so much of it; the rest of a long request says nothing new.
  const auto echo = (target_of(request) + " | " + decoded(request)).substr(0, 3000);
  const auto target = target_of(request);
  return target.starts_with("/tcb/") ? answer_import(request, echo) : answer_token_call(target, echo);
}

std::string EchoApi::answer_token_call(const std::string& target, const std::string& echo) {
  const bool is_service = target.starts_with("/service");
  if (refuses_tokens_)
    return is_service ? http("401 " + marked("reason"), echo, "WWW-Authenticate: " + marked("challenge") + "\r\n") : error(40125, echo);
  const auto number = std::to_string(++tokens_);
  const auto given = [&](const std::string& name) { return "\"" + name + "\":" + quoted(marked(name + number)); };
  const std::string ends = R"(,"expires_in":7200)";
  if (target.starts_with("/cgi-bin/component/api_component_token")) return http("200 OK", "{" + given("component_access_token") + ends + "}");
  if (target.starts_with("/cgi-bin/component/api_authorizer_token"))
    return http("200 OK", "{" + given("authorizer_access_token") + "," + given("authorizer_refresh_token") + ends + "}");
  return http("200 OK", "{" + given("access_token") + ends + "}");
}

bool EchoApi::is_first(const std::string& path) {
  const std::lock_guard lock{mutex_};
  if (std::find(paths_.begin(), paths_.end(), path) != paths_.end()) return false;
  paths_.push_back(path);
  return true;
}

std::string EchoApi::answer_import(const std::string& request, const std::string& echo) {
  const auto path = path_in(request);
  const auto is = [&](const char* kind) { return path.starts_with(kind); };
  if (is("permanent")) return error(47001, echo);
  if (is("operator")) return error(48001, echo);
  if (is("unknown")) return error(987654, echo);
  if (is("redirect")) return http("302 " + marked("reason"), echo, "Location: https://elsewhere.test" + target_of(request) + "\r\n");
  if (is("http")) return http("403 Forbidden", echo);
  if (is("text")) return http("200 OK", "{" + echo);
  if (is("lost")) return {};
  if (is("transient") && is_first(path)) return error(-1, echo);
  if (is("refused") && is_first(path)) return error(40001, echo);
  return http("200 OK", R"({"errcode":0,"job_id":7,"errmsg":)" + quoted(echo) + "}");
}

}  // namespace iw::testing
