#include "worker/call/token/http_token_caller.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "worker/call/http_api.hpp"

namespace iw {

void HttpTokenCaller::send(TokenCall call, std::function<void(const HttpResult&)> done) {
  const auto client = client_for(call.base_url);
  if (!client)
    return boost::asio::post(loop_, [why = client.error().message, done = std::move(done)] { done({.phase = HttpPhase::not_sent, .error = why}); });
  const auto id = ++last_id_;
  under_way_.emplace(id, std::move(done));
  const Secret head{call.is_get ? (*client)->make_get_head(call.target.reveal(), call.bearer.reveal())
                                : (*client)->make_post_head(call.target.reveal(), "application/json")};
  (*client)->send(id, head.reveal(), call.body.reveal(), TimePoint::max());
}

void HttpTokenCaller::on_http_end(std::uint64_t id, const HttpResult& result) {
  // done() may send the next call: its entry must be gone by then.
  auto call = under_way_.extract(id);
  call.mapped()(result);
}

Result<HttpClient*> HttpTokenCaller::client_for(const std::string& base_url) {
  auto& client = clients_[base_url];
  if (client) return client.get();
  auto options = http_options(settings_);
  options.base_url = base_url;
  auto made = HttpClient::create(loop_, options, *this);
  if (!made) return made.error();
  client = std::move(*made);
  return client.get();
}

}  // namespace iw
