#include "common/http/connect/tunnel_answer.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <utility>

namespace iw {

namespace http = boost::beast::http;

namespace {

/// What a person does about a proxy's status.
std::string advice_on(int status) {
  if (status == 407) return ": it asks for other credentials than those in api.proxy";
  if (status == 403 || status == 405) return ": it does not let this worker through to the API's host and port";
  if (status >= 502 && status <= 504) return ": it does not reach the API's host";
  return "";
}

}  // namespace

Secret make_connect_head(const ProxyUrl& proxy, std::string_view host, std::string_view port) {
  const bool is_ipv6 = host.find(':') != std::string_view::npos;
  const auto target = (is_ipv6 ? "[" + std::string{host} + "]" : std::string{host}) + ":" + std::string{port};
  std::string head;
  head.reserve(2 * target.size() + proxy.authorization.reveal().size() + 100);  // no copy of a secret is left behind by growing
  head.append("CONNECT ").append(target).append(" HTTP/1.1\r\nHost: ").append(target).append("\r\nUser-Agent: import-worker\r\n");
  if (!proxy.authorization.empty()) head.append("Proxy-Authorization: ").append(proxy.authorization.reveal()).append("\r\n");
  return Secret{head.append("\r\n")};
}

void TunnelAnswer::next_message() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(max_bytes_));
  parser_->skip(true);  // whatever lengths it tells: the answer to CONNECT is its header
}

TunnelAnswer::State TunnelAnswer::feed(std::string_view bytes) {
  unread_.append(bytes);
  taken_ += bytes.size();
  for (;;) {
    boost::system::error_code error;
    unread_.erase(0, parser_->put(boost::asio::buffer(unread_), error));
    if (error && error != http::error::need_more && error != http::error::header_limit) return refuse("did not answer CONNECT with valid HTTP");
    if (error == http::error::header_limit || taken_ > max_bytes_) return refuse("answered CONNECT with a header that is larger than allowed");
    if (!parser_->is_done()) return State::incomplete;
    if (parser_->get().result_int() / 100 != 1) return judge();
    next_message();
    if (unread_.empty()) return State::incomplete;
  }
}

TunnelAnswer::State TunnelAnswer::judge() {
  const int status = static_cast<int>(parser_->get().result_int());
  if (status != 200) return refuse("answered CONNECT with HTTP " + std::to_string(status) + advice_on(status));
  if (!unread_.empty()) return refuse("sent bytes behind its answer to CONNECT, before any were due");
  return State::open;
}

TunnelAnswer::State TunnelAnswer::refuse(std::string why) {
  refusal_ = std::move(why);
  return State::refused;
}

}  // namespace iw
