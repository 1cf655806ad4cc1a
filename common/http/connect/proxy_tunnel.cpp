#include "common/http/connect/proxy_tunnel.hpp"

#include <boost/asio/write.hpp>
#include <utility>

namespace iw {

namespace asio = boost::asio;
using boost::system::error_code;

void ProxyTunnel::start(Callback callback) {
  callback_ = std::move(callback);
  const auto head = asio::buffer(head_.reveal().data(), head_.reveal().size());
  // A failed write is left to the read: a proxy that refuses and hangs up may have said why.
  asio::async_write(wire_->socket, head, [self = shared_from_this()](const error_code&, std::size_t) {});
  read();
}

void ProxyTunnel::read() {
  wire_->socket.async_read_some(asio::buffer(buffer_), [self = shared_from_this()](const error_code& error, std::size_t size) {
    if (self->callback_) self->on_read(error, size);
  });
}

void ProxyTunnel::on_read(const error_code& error, std::size_t size) {
  if (error == asio::error::eof) return finish("closed the connection before it answered CONNECT");
  if (error) return finish("broke the connection before it answered CONNECT (" + error.message() + ")");
  switch (answer_.feed({buffer_.data(), size})) {
    case TunnelAnswer::State::incomplete:
      return read();
    case TunnelAnswer::State::refused:
      return finish(answer_.refusal());
    case TunnelAnswer::State::open:
      return finish("");
  }
}

void ProxyTunnel::finish(const std::string& refusal) {
  const auto callback = std::exchange(callback_, nullptr);
  callback(refusal);
}

}  // namespace iw
