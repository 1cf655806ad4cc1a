#include "tests/support/chaos_proxy.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <utility>

namespace iw::testing {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

tcp::endpoint loopback(std::uint16_t port) { return {asio::ip::address_v4::loopback(), port}; }

}  // namespace

/// Runs a change where the rules live and waits for it; from inside a hook at once.
template <class F>
auto ChaosProxy::on_loop(F change) {
  if (loop_.get_executor().running_in_this_thread()) return change();
  return asio::post(loop_, asio::use_future(std::move(change))).get();
}

ChaosProxy::ChaosProxy(std::uint16_t server_port, Protocol protocol, std::uint16_t port)
    : server_(loopback(server_port)), protocol_(protocol), port_(port) {
  listen();
  thread_ = std::thread{[this] { loop_.run(); }};
}

ChaosProxy::~ChaosProxy() {
  heal();
  on_loop([this] { acceptor_.close(); });
  reset_all();
  work_.reset();
  thread_.join();
}

void ChaosProxy::listen() {
  acceptor_.open(tcp::v4());
  acceptor_.set_option(tcp::acceptor::reuse_address{true});
  acceptor_.bind(loopback(port_));
  acceptor_.listen();
  port_ = acceptor_.local_endpoint().port();
  accept();
}

void ChaosProxy::accept() {
  acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket client) {
    if (error == asio::error::operation_aborted || !acceptor_.is_open()) return;
    if (!error) take(std::move(client));
    accept();
  });
}

void ChaosProxy::take(tcp::socket client) {
  ++rules_.totals.connections;
  std::erase_if(links_, [](const auto& link) { return link.expired(); });
  const auto link = std::make_shared<ChaosLink>(std::move(client), rules_, protocol_ == Protocol::kafka);
  links_.push_back(link);
  link->start(server_);
}

void ChaosProxy::set(Way way, WayFaults faults) {
  on_loop([&] {
    rules_.faults(way) = faults;
    rules_.changed.cancel();
  });
}

void ChaosProxy::set(WayFaults faults) {
  on_loop([&] {
    rules_.ways = {faults, faults};
    rules_.changed.cancel();
  });
}

void ChaosProxy::cut_after(Way way, std::size_t bytes) {
  on_loop([&] { rules_.cut_after(way) = bytes; });
}

void ChaosProxy::reset_all() {
  on_loop([this] {
    for (const auto& weak : links_)
      if (const auto link = weak.lock()) link->reset();
  });
}

void ChaosProxy::refuse(bool refused) {
  on_loop([&] {
    if (refused) acceptor_.close();
    if (!refused && !acceptor_.is_open()) listen();
  });
}

void ChaosProxy::on_request(RequestRule rule) {
  on_loop([&] { rules_.on_request = std::move(rule); });
}

void ChaosProxy::when_passed(Way way, std::size_t bytes, std::function<void()> then) {
  on_loop([&] { rules_.watches.push_back({way, bytes, {}, std::move(then)}); });
}

void ChaosProxy::when_seen(Way way, std::string pattern, std::function<void()> then) {
  on_loop([&] { rules_.watches.push_back({way, 0, std::move(pattern), std::move(then)}); });
}

void ChaosProxy::heal() {
  on_loop([this] {
    rules_.ways = {};
    rules_.cuts = {};
    rules_.on_request = nullptr;
    rules_.watches.clear();
    rules_.changed.cancel();
  });
  refuse(false);
}

ChaosTotals ChaosProxy::totals() {
  return on_loop([this] { return rules_.totals; });
}

std::size_t ChaosProxy::open_connections() {
  return on_loop([this] {
    std::size_t open = 0;
    for (const auto& weak : links_) {
      const auto link = weak.lock();
      open += link && !link->closed() ? 1U : 0U;
    }
    return open;
  });
}

}  // namespace iw::testing
