#include "tests/support/chaos_link.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace iw::testing {

namespace asio = boost::asio;
using asio::use_awaitable;

namespace {

constexpr std::size_t kChunk = 16'384;
constexpr std::size_t kLongestPattern = 256;

/// What has ended is told by an exception, so that it ends the whole coroutine from wherever it stands.
void must_be_open(const ChaosLink& link) {
  if (link.closed()) throw boost::system::system_error{asio::error::operation_aborted};
}

}  // namespace

ChaosLink::ChaosLink(Socket client, ChaosRules& rules, bool kafka)
    : client_(std::move(client)), server_(client_.get_executor()), rules_(rules), kafka_(kafka) {}

void ChaosLink::start(const asio::ip::tcp::endpoint& server) { spawn(connect(server)); }

void ChaosLink::spawn(asio::awaitable<void> work) {
  asio::co_spawn(client_.get_executor(), std::move(work), [self = shared_from_this()](const std::exception_ptr& ended) {
    if (ended) self->close();
  });
}

asio::awaitable<void> ChaosLink::connect(asio::ip::tcp::endpoint server) {
  const auto [error] = co_await server_.async_connect(server, asio::as_tuple(use_awaitable));
  if (error || closed_) co_return reset();  // a client that was let in before the server was asked can only be thrown out again
  const asio::ip::tcp::no_delay at_once{true};
  client_.set_option(at_once);
  server_.set_option(at_once);
  spawn(pump(Way::up));
  spawn(pump(Way::down));
}

asio::awaitable<void> ChaosLink::pump(Way way) {
  auto& from = way == Way::up ? client_ : server_;
  std::string chunk(kChunk, '\0');
  while (!closed_) {
    const auto size = co_await from.async_read_some(asio::buffer(chunk), use_awaitable);
    if (const auto delay = rules_.faults(way).delay; delay.count() > 0) {
      asio::steady_timer timer{from.get_executor(), delay};
      co_await timer.async_wait(use_awaitable);
    }
    const auto bytes = std::string_view{chunk}.substr(0, size);
    if (kafka_)
      co_await pass_frames(way, bytes);
    else
      co_await pass(way, bytes);
  }
}

asio::awaitable<void> ChaosLink::pass_frames(Way way, std::string_view bytes) {
  for (const auto& piece : frames_[static_cast<std::size_t>(way)].feed(bytes)) {
    if (piece.begins && dooms(way, *piece.begins)) co_return reset();
    co_await pass(way, piece.bytes);
  }
}

bool ChaosLink::dooms(Way way, const KafkaFrame& frame) {
  if (way == Way::down) return frame.correlation_id == answer_to_lose_;
  if (!rules_.on_request) return false;
  const auto rule = rules_.on_request;  // it may put another one in its place
  const auto fate = rule(frame);
  if (fate == RequestFate::lose_answer) answer_to_lose_ = frame.correlation_id;
  return fate == RequestFate::cut;
}

asio::awaitable<void> ChaosLink::pass(Way way, std::string_view bytes) {
  must_be_open(*this);
  look_for_patterns(way, bytes);
  while (!bytes.empty()) {
    co_await wait_while_dark(way);
    must_be_open(*this);
    auto size = bytes.size();
    if (const auto slice = rules_.faults(way).slice; slice > 0) size = std::min(size, slice);
    if (const auto& cut = rules_.cut_after(way)) size = std::min(size, *cut);
    co_await send(way, bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
}

asio::awaitable<void> ChaosLink::send(Way way, std::string_view bytes) {
  auto& to = way == Way::up ? server_ : client_;
  rules_.totals.bytes[static_cast<std::size_t>(way)] += bytes.size();  // before: who has received them finds them counted
  co_await asio::async_write(to, asio::buffer(bytes), use_awaitable);
  count_watched(way, bytes.size());
  auto& cut = rules_.cut_after(way);
  if (cut && (*cut -= std::min(*cut, bytes.size())) == 0) {
    cut.reset();
    close();
  }
}

asio::awaitable<void> ChaosLink::wait_while_dark(Way way) {
  while (rules_.faults(way).black_hole && !closed_) co_await rules_.changed.async_wait(asio::as_tuple(use_awaitable));
}

void ChaosLink::look_for_patterns(Way way, std::string_view bytes) {
  auto& seen = seen_[static_cast<std::size_t>(way)];
  const auto old = seen.size();
  seen += bytes;
  // A text counts only when its end is new.
  const auto has = [&](const std::string& pattern) { return seen.find(pattern, old - std::min(old, pattern.size() - 1)) != std::string::npos; };
  std::vector<std::function<void()>> found;
  std::erase_if(rules_.watches, [&](ByteWatch& watch) {
    const bool there = watch.way == way && !watch.pattern.empty() && has(watch.pattern);
    if (there) found.push_back(std::move(watch.then));
    return there;
  });
  seen.erase(0, seen.size() - std::min(seen.size(), kLongestPattern));
  for (const auto& then : found) then();
}

void ChaosLink::count_watched(Way way, std::size_t bytes) {
  std::vector<std::function<void()>> due;
  std::erase_if(rules_.watches, [&](ByteWatch& watch) {
    if (watch.way != way || !watch.pattern.empty()) return false;
    watch.left -= std::min(watch.left, bytes);
    if (watch.left == 0) due.push_back(std::move(watch.then));
    return watch.left == 0;
  });
  for (const auto& then : due) then();
}

void ChaosLink::reset() {
  if (closed_) return;
  ++rules_.totals.resets;
  boost::system::error_code ignored;
  client_.set_option(asio::socket_base::linger{true, 0}, ignored);
  server_.set_option(asio::socket_base::linger{true, 0}, ignored);
  close();
}

void ChaosLink::close() {
  if (std::exchange(closed_, true)) return;
  boost::system::error_code ignored;
  client_.close(ignored);
  server_.close(ignored);
  rules_.changed.cancel();  // its other direction may be waiting in the dark
}

}  // namespace iw::testing
