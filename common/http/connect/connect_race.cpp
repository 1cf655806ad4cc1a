#include "common/http/connect/connect_race.hpp"

#include <utility>

namespace iw {

using boost::system::error_code;

namespace {

/// Says nothing of the host: this machine speaks no IPv6 at all.
bool is_no_family(const boost::asio::ip::tcp::endpoint& endpoint, const error_code& error) {
  using namespace boost::asio::error;
  return endpoint.address().is_v6() && (error == network_unreachable || error == make_error_code(boost::system::errc::address_not_available));
}

}  // namespace

ConnectRace::ConnectRace(boost::asio::io_context& loop, Endpoints order, std::chrono::milliseconds delay)
    : loop_(loop), order_(std::move(order)), delay_(delay), timer_(loop) {
  attempts_.reserve(order_.size());
}

void ConnectRace::start(Callback callback) {
  callback_ = std::move(callback);
  begin_next();
}

void ConnectRace::begin_next() {
  const auto attempt = attempts_.size();
  attempts_.emplace_back(loop_);
  ++under_way_;
  attempts_[attempt].async_connect(order_[attempt], [self = shared_from_this(), attempt](const error_code& error) { self->on_end(attempt, error); });
  // The usual host has one address: then there is nothing to wait for.
  if (attempts_.size() < order_.size()) watch();
}

void ConnectRace::watch() {
  timer_.expires_after(delay_);
  timer_.async_wait([self = shared_from_this(), seen = attempts_.size()](const error_code& error) {
    // A timer that was due when an attempt failed is not cancelled any more: the next attempt has begun without it.
    if (!error && self->callback_ && self->attempts_.size() == seen) self->begin_next();
  });
}

void ConnectRace::on_end(std::size_t attempt, const error_code& error) {
  if (!callback_) return;
  --under_way_;
  if (!error) return finish({}, std::move(attempts_[attempt]));
  error_code ignored;
  attempts_[attempt].close(ignored);
  if (!telling_ && !is_no_family(order_[attempt], error)) telling_ = error;
  if (attempts_.size() < order_.size()) return begin_next();
  if (under_way_ == 0) finish(telling_.value_or(error), Socket{loop_});
}

void ConnectRace::finish(const error_code& error, Socket socket) {
  const auto callback = std::move(callback_);
  cancel();
  callback(error, std::move(socket));
}

void ConnectRace::cancel() {
  callback_ = nullptr;
  timer_.cancel();
  error_code ignored;
  for (auto& attempt : attempts_) attempt.close(ignored);
}

}  // namespace iw
