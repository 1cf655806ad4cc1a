#include "common/http/http_connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <utility>

namespace iw {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

/// Beast's words for broken answers are for programmers; these are for operators.
std::string describe_bad_answer(const error_code& error) {
  if (error == http::error::body_limit) return "the answer's body is larger than allowed";
  if (error == http::error::header_limit) return "the answer's header is larger than allowed";
  if (error == http::error::partial_message || error == http::error::end_of_stream) return "the connection was closed before the answer was complete";
  return "the answer is not valid HTTP (" + error.message() + ")";
}

}  // namespace

/// A handler that keeps the connection alive, and does nothing once it is abandoned or closed.
template <class F>
auto HttpConnection::bound(F handler) {
  return [self = shared_from_this(), handler](const auto&... arguments) {
    if (self->events_ != nullptr && self->state_ != State::closed) handler(*self, arguments...);
  };
}

void HttpConnection::connect(HttpRequest request) {
  request_ = std::move(request);
  state_ = State::connecting;
  opening_ = std::make_shared<Opening>(setting_.connect);
  opening_->start([self = shared_from_this()](std::shared_ptr<Wire> wire, const Opening::Failure& failure) {
    if (self->events_ != nullptr && self->state_ == State::connecting) self->on_opened(std::move(wire), failure);
  });
}

void HttpConnection::on_opened(std::shared_ptr<Wire> wire, const Opening::Failure& failure) {
  opening_ = nullptr;
  if (!wire) return fail(failure.local_want ? HttpPhase::wanting : HttpPhase::not_sent, failure.what);
  wire_ = std::move(wire);
  error_code ignored;
  wire_->socket.non_blocking(true, ignored);
  transmit();
}

void HttpConnection::send(HttpRequest request) {
  request_ = std::move(request);
  reused_ = true;
  transmit();
}

void HttpConnection::transmit() {
  state_ = State::sending;
  parser_.emplace(body_, retry_after_, static_cast<std::uint32_t>(setting_.connect.max_header_bytes), setting_.max_body_bytes);
  if (reused_ && peer_has_closed()) return post_unsent();
  // A TLS connection that has not read an answer yet has session tickets waiting, which would look like an unasked answer: it is not kept.
  // Nothing that can wait stands between this look at the clock and the first byte (guarantee.md, freshness).
  if (BootClock::now() > request_.not_after) return post_end({.phase = HttpPhase::stale}, reused_ || !wire_->tls);
  if (wire_->tls) {
    write_rest(0);
    return read();
  }
  error_code error;
  const auto written = wire_->socket.write_some(asio::buffer(request_.bytes), error);
  if (error && error != asio::error::would_block) return post_unsent();
  if (written == request_.bytes.size())
    state_ = State::receiving;
  else
    write_rest(written);
  read();
}

void HttpConnection::write_rest(std::size_t from) {
  writing_ = true;
  const auto rest = asio::buffer(request_.bytes.data() + from, request_.bytes.size() - from);
  auto handler = [self = shared_from_this()](const error_code& error, std::size_t) {
    self->writing_ = false;
    if (self->events_ != nullptr && self->state_ == State::sending) self->on_written(error);
  };
  wire_->tls ? asio::async_write(*wire_->tls, rest, std::move(handler)) : asio::async_write(wire_->socket, rest, std::move(handler));
}

void HttpConnection::on_written(const error_code& error) {
  // A peer that refuses a request half-way answers first and then resets: the answer may still wait to be read. Reading meets the end, too.
  if (error)
    broken_ = true;
  else
    state_ = State::receiving;
}

void HttpConnection::read() {
  if (!make_room()) return fail(HttpPhase::unanswered, "a line of the answer is longer than allowed");
  if (std::exchange(reading_, true)) return;
  const auto space = asio::buffer(buffer_.data() + used_, buffer_.size() - used_);
  auto handler = [self = shared_from_this()](const error_code& error, std::size_t size) {
    self->reading_ = false;
    if (self->events_ != nullptr && self->state_ != State::closed) self->on_read(error, size);
  };
  wire_->tls ? wire_->tls->async_read_some(space, std::move(handler)) : wire_->socket.async_read_some(space, std::move(handler));
}

bool HttpConnection::make_room() {
  if (used_ < buffer_.size()) return true;
  // The parser bounds a header, but neither a chunk's extension nor a trailer.
  if (buffer_.size() >= setting_.connect.max_header_bytes) return false;
  buffer_.resize(buffer_.size() * 2);
  return true;
}

/// Waits without taking a byte: one taken now could belong to no request, and the next request must see that it is there (peer_has_closed).
void HttpConnection::watch_idle() {
  if (std::exchange(watching_, true)) return;
  wire_->socket.async_wait(asio::socket_base::wait_read, [self = shared_from_this()](const error_code&) {
    self->watching_ = false;
    if (self->events_ == nullptr || self->state_ != State::idle) return;
    // Closed by the peer, or it spoke without being asked: either way it is of no more use.
    self->close();
    self->events_->on_idle_closed(*self);
  });
}

void HttpConnection::on_read(const error_code& error, std::size_t size) {
  used_ += size;
  if (error && !received_ && wire_->tls && is_refusal_of_our_certificate(*wire_->tls, error))
    return fail(HttpPhase::not_sent, describe_handshake_failure(*wire_->tls, error) + setting_.connect.tls->describe_trouble());
  received_ = received_ || size > 0;
  // Without a length the end of the connection ends the body; over TLS only an end that the peer has signed, not a cut.
  const bool cut = error == asio::ssl::error::stream_truncated || (error && broken_);
  if (error && !cut && error != asio::error::eof) return fail(HttpPhase::unanswered, "the connection broke before an answer: " + error.message());
  parse(cut ? End::cut : error ? End::clean : End::none);
}

void HttpConnection::parse(End end) {
  error_code error;
  std::size_t parsed = 0;
  while (parsed < used_ && !parser_->is_done()) {
    const auto taken = parser_->put(asio::buffer(buffer_.data() + parsed, used_ - parsed), error);
    parsed += taken;
    if (error == http::error::need_more) error = {};
    if (error) return fail(HttpPhase::unanswered, describe_bad_answer(error));
    if (parser_->is_done() && parser_->interim())
      parser_.emplace(body_, retry_after_, static_cast<std::uint32_t>(setting_.connect.max_header_bytes), setting_.max_body_bytes);
    else if (taken == 0)
      break;
  }
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(parsed), buffer_.begin() + static_cast<std::ptrdiff_t>(used_), buffer_.begin());
  used_ -= parsed;
  if (end == End::clean && !parser_->is_done() && parser_->got_some()) parser_->put_eof(error);
  if (parser_->is_done() && !error) return answer_complete();
  if (end != End::none) return fail(HttpPhase::unanswered, "the connection was closed before the answer was complete");
  read();
}

void HttpConnection::answer_complete() {
  const bool reusable = parser_->keep_alive() && !parser_->need_eof() && !holds_unread_bytes() && state_ == State::receiving;
  HttpResult result{
      .phase = HttpPhase::answered, .status = parser_->status(), .body = body_, .retry_after = retry_after_, .compressed = parser_->compressed()};
  end(result, reusable);
}

bool HttpConnection::holds_unread_bytes() {
  // Under TLS the layer may hold a further record that the socket no longer shows.
  return used_ > 0 || (wire_->tls && (SSL_pending(wire_->tls->native_handle()) > 0 || BIO_pending(SSL_get_rbio(wire_->tls->native_handle())) > 0));
}

bool HttpConnection::peer_has_closed() {
  char byte = 0;
  const auto size = ::recv(wire_->socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  // Bytes are an answer that nobody asked for or, under TLS, most likely the notice of its end: session tickets came before the first answer.
  return size >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

void HttpConnection::post_unsent() {
  close();
  asio::post(setting_.connect.loop, [self = shared_from_this()] {
    if (self->events_ == nullptr) return;
    if (self->reused_) return self->events_->on_unsent(*self);
    self->fail(HttpPhase::not_sent, "the peer closed the connection before it took a byte of the request");
  });
}

std::string HttpConnection::time_out_text() const {
  if (state_ == State::connecting) return "no connection within the allowed time, waiting for " + opening_->waits_for();
  return "no answer within the allowed time";
}

void HttpConnection::check_times(TimePoint now) {
  if (state_ == State::closed || state_ == State::idle || state_ == State::ending) return;
  const bool connecting = state_ == State::connecting;
  if (now < request_.deadline && !(connecting && now >= request_.connect_by)) return;
  fail(connecting ? HttpPhase::not_sent : HttpPhase::unanswered, time_out_text());
}

void HttpConnection::abandon() {
  events_ = nullptr;
  close();
}

void HttpConnection::fail(HttpPhase phase, std::string text) { end({.phase = phase, .error = text}, false); }

void HttpConnection::post_end(HttpResult result, bool reusable) {
  state_ = State::ending;
  asio::post(setting_.connect.loop, bound([result, reusable](HttpConnection& self) { self.end(result, reusable); }));
}

void HttpConnection::end(const HttpResult& result, bool reusable) {
  if (reusable)
    state_ = State::idle;
  else
    close();
  events_->on_request_end(*this, result, reusable);
  if (events_ != nullptr && state_ == State::idle) watch_idle();
}

void HttpConnection::close() {
  state_ = State::closed;
  error_code ignored;
  if (opening_) opening_->cancel();
  if (wire_) wire_->socket.close(ignored);
}

}  // namespace iw
