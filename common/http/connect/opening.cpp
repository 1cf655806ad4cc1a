#include "common/http/connect/opening.hpp"

#include <utility>

#include "common/descriptors.hpp"

namespace iw {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t kMostAddresses = 8;

}  // namespace

void Opening::start(Callback callback) {
  callback_ = std::move(callback);
  setting_.resolver.resolve([self = shared_from_this()](const error_code& error, const Endpoints& endpoints) {
    if (self->callback_) self->on_resolved(error, endpoints);
  });
}

std::string Opening::target() const {
  return setting_.proxy ? "the proxy " + setting_.proxy->authority : setting_.url.host + ":" + setting_.url.port;
}

std::string Opening::waits_for() const {
  if (step_ == Step::resolving) return "the look-up of '" + host() + "'";
  if (step_ == Step::connecting) return "a TCP connection to " + target();
  return step_ == Step::tunnelling ? target() + " to answer CONNECT" : "the TLS handshake with " + setting_.url.host;
}

void Opening::on_resolved(const error_code& error, const Endpoints& endpoints) {
  if (error || endpoints.empty())
    return finish({(setting_.proxy ? "proxy '" : "host '") + host() + "' cannot be resolved: " + (error ? error.message() : "no address"),
                   is_local_want(error) || out_of_descriptors()});
  step_ = Step::connecting;
  race_ = std::make_shared<ConnectRace>(setting_.loop, alternate_families(endpoints, kMostAddresses), setting_.attempt_delay);
  race_->start([self = shared_from_this()](const error_code& failed, Socket socket) {
    if (self->callback_) self->on_connected(failed, std::move(socket));
  });
}

void Opening::on_connected(const error_code& error, Socket socket) {
  if (error) {
    const bool local_want = is_local_want(error);
    if (!local_want) setting_.resolver.doubt();
    return finish({"cannot connect to " + target() + ": " + error.message(), local_want});
  }
  wire_ = std::make_shared<Wire>(std::move(socket));
  error_code ignored;
  wire_->socket.set_option(asio::ip::tcp::no_delay{true}, ignored);
  setting_.proxy ? open_tunnel() : secure();
}

void Opening::open_tunnel() {
  step_ = Step::tunnelling;
  auto head = make_connect_head(*setting_.proxy, setting_.url.host, setting_.url.port);
  tunnel_ = std::make_shared<ProxyTunnel>(wire_, std::move(head), setting_.max_header_bytes);
  tunnel_->start([self = shared_from_this()](const std::string& refusal) {
    if (!self->callback_) return;
    refusal.empty() ? self->secure() : self->finish({self->target() + " " + refusal});
  });
}

void Opening::secure() {
  if (!setting_.tls) return finish({});
  step_ = Step::securing;
  wire_->tls.emplace(wire_->socket, setting_.tls->current(BootClock::now()));
  expect_host(*wire_->tls, setting_.url.host);
  wire_->tls->async_handshake(asio::ssl::stream_base::client, [self = shared_from_this()](const error_code& error) {
    if (self->callback_) self->finish({error ? describe_handshake_failure(*self->wire_->tls, error) + self->setting_.tls->describe_trouble() : ""});
  });
}

void Opening::finish(const Failure& failure) {
  const auto callback = std::exchange(callback_, nullptr);
  if (!failure.what.empty()) cancel();
  callback(failure.what.empty() ? std::exchange(wire_, nullptr) : nullptr, failure);
}

void Opening::cancel() {
  // An address that took no connection in all the time that was allowed may not be the host's any more.
  if (callback_ && step_ == Step::connecting) setting_.resolver.doubt();
  callback_ = nullptr;
  if (race_) race_->cancel();
  if (tunnel_) tunnel_->cancel();
  error_code ignored;
  if (wire_) wire_->socket.close(ignored);
}

}  // namespace iw
