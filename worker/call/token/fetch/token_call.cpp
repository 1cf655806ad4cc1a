#include "worker/call/token/fetch/token_call.hpp"

#include <utility>

#include "common/json/object_writer.hpp"
#include "common/redact.hpp"

namespace iw {

namespace {

TokenCall post(const std::string& base_url, std::string target, std::string body) {
  return {base_url, Secret{std::move(target)}, false, Secret{std::move(body)}, {}};
}

}  // namespace

TokenCall stable_token_call(const std::string& base_url, std::string_view appid, const Secret& secret) {
  std::string body;
  ObjectWriter json{body};
  json.text("grant_type", "client_credential");
  json.text("appid", appid);
  json.text("secret", secret.reveal());
  json.flag("force_refresh", false);
  json.end();
  return post(base_url, "/cgi-bin/stable_token", std::move(body));
}

TokenCall component_token_call(const std::string& base_url, std::string_view appid, const Secret& secret, const Secret& ticket) {
  std::string body;
  ObjectWriter json{body};
  json.text("component_appid", appid);
  json.text("component_appsecret", secret.reveal());
  json.text("component_verify_ticket", ticket.reveal());
  json.end();
  return post(base_url, "/cgi-bin/component/api_component_token", std::move(body));
}

TokenCall authorizer_token_call(const std::string& base_url, std::string_view component_appid, const Secret& component_token,
                                std::string_view authorizer_appid, const Secret& refresh_token) {
  std::string body;
  ObjectWriter json{body};
  json.text("component_appid", component_appid);
  json.text("authorizer_appid", authorizer_appid);
  json.text("authorizer_refresh_token", refresh_token.reveal());
  json.end();
  return post(base_url, "/cgi-bin/component/api_authorizer_token?component_access_token=" + percent_encode(component_token.reveal()),
              std::move(body));
}

TokenCall service_token_call(const ServiceUrl& url, const Secret& bearer) { return {url.origin, Secret{url.target}, true, {}, bearer}; }

}  // namespace iw
