#include "worker/call/http_import_api.hpp"

#include <utility>

namespace iw {

namespace {

constexpr std::string_view kImportPath = "/tcb/databasemigrateimport";

}  // namespace

Result<std::unique_ptr<HttpImportApi>> HttpImportApi::create(boost::asio::io_context& loop, const Settings& settings, const TokenStore& tokens) {
  std::unique_ptr<HttpImportApi> api{new HttpImportApi{tokens}};
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

void HttpImportApi::start_call(CallId id, std::size_t account, std::string_view body, TimePoint not_after) {
  client_->send(id, head_for(account), body, not_after);
}

std::string_view HttpImportApi::head_for(std::size_t account) {
  if (account >= heads_.size()) heads_.resize(account + 1);  // accounts come at run time, too
  Head& head = heads_[account];
  const auto version = tokens_.version(account);
  if (head.version != version || head.text.empty())
    head = {version, Secret{client_->make_post_head(tokens_.token_target(account, kImportPath), "application/json")}};
  return head.text.reveal();
}

}  // namespace iw
