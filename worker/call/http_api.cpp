#include "worker/call/http_api.hpp"

#include <algorithm>
#include <utility>

namespace iw {

Result<std::unique_ptr<HttpApi>> HttpApi::create(boost::asio::io_context& loop, const Settings& settings, const TokenStore& tokens) {
  std::unique_ptr<HttpApi> api{new HttpApi{tokens}};
  auto client = HttpClient::create(loop, http_options(settings.api), *api);
  if (!client) return client.error();
  api->client_ = std::move(*client);
  return api;
}

HttpOptions http_options(const ApiSettings& settings) {
  HttpOptions options;
  options.base_url = settings.base_url;
  options.ca_file = settings.ca_file;
  options.proxy = settings.proxy;
  options.client_certificate_file = settings.client_certificate_file;
  options.client_key_file = settings.client_key_file;
  options.timeout = settings.timeout;
  options.connect_timeout = settings.connect_timeout;
  return options;
}

void HttpApi::start_call(CallId id, const ApiCall& call, TimePoint not_after) { client_->send(id, head_for(call), call.body, not_after); }

std::string_view HttpApi::head_for(const ApiCall& call) {
  auto path = std::find_if(paths_.begin(), paths_.end(), [&](const Path& known) { return known.path == call.path; });
  if (path == paths_.end()) path = paths_.insert(path, {call.path, {}});
  if (call.account >= path->heads.size()) path->heads.resize(call.account + 1);  // accounts come at run time, too
  Head& head = path->heads[call.account];
  const auto version = tokens_.version(call.account);
  if (head.version != version || head.text.empty())
    head = {version, Secret{client_->make_post_head(tokens_.token_target(call.account, call.path), "application/json")}};
  return head.text.reveal();
}

}  // namespace iw
