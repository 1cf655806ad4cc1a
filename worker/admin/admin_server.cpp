#include "worker/admin/admin_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/descriptors.hpp"
#include "common/log/log.hpp"

namespace iw {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr int kBacklog = 1024;
/// When no descriptor is left, accepting again at once would only burn CPU.
constexpr std::chrono::milliseconds kBreath{100};

}  // namespace

Result<std::unique_ptr<AdminServer>> AdminServer::start(const AdminSettings& settings, const WorkerView& worker, AdminBounds bounds) {
  std::unique_ptr<AdminServer> admin{new AdminServer{worker, bounds}};
  if (auto listening = admin->listen(settings); !listening) return listening.error();
  asio::co_spawn(admin->loop_, admin->accept_all(), asio::detached);
  admin->thread_ = std::thread{[&loop = admin->loop_] { loop.run(); }};
  log_info("admin port is open", {{"host", settings.host}, {"port", admin->port_}});
  return admin;
}

Result<void> AdminServer::listen(const AdminSettings& settings) {
  error_code error;
  const auto found = tcp::resolver{loop_}.resolve(settings.host, std::to_string(settings.port), tcp::resolver::passive, error);
  if (!error && found.empty()) error = asio::error::host_not_found;
  if (!error) acceptor_.open(found.begin()->endpoint().protocol(), error);
  // Not SO_REUSEPORT: a second worker on the same port would take every other request unnoticed.
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address{true}, error);
  if (!error) acceptor_.bind(found.begin()->endpoint(), error);
  if (!error) acceptor_.listen(kBacklog, error);
  if (error)
    return Error{"admin.listen: cannot listen on " + settings.host + ":" + std::to_string(settings.port) + " (" + error.message() +
                 "); is the address this machine's, and the port free?"};
  port_ = acceptor_.local_endpoint().port();
  return {};
}

AdminServer::~AdminServer() {
  loop_.stop();
  if (thread_.joinable()) thread_.join();
}

asio::awaitable<void> AdminServer::accept_all() {
  while (true) {
    error_code error;
    auto socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (!error) {
      serve(std::move(socket));
      spare_.take();
      continue;
    }
    // A health check must be answered when calls and files have taken every descriptor.
    if (is_local_want(error) && spare_.give_up()) continue;
    asio::steady_timer breath{loop_, kBreath};
    co_await breath.async_wait(asio::redirect_error(asio::use_awaitable, error));
    spare_.take();
  }
}

void AdminServer::serve(tcp::socket socket) {
  // A probe that comes while thousands of slow clients sit here must be served: the one that has been here longest makes room.
  if (sessions_.size() >= bounds_.connections) {
    sessions_.front()->close();
    sessions_.pop_front();
  }
  const auto place = sessions_.insert(sessions_.end(), std::make_shared<AdminSession>(std::move(socket), worker_, bounds_));
  asio::co_spawn(
      loop_, [session = *place] { return session->serve(); }, [this, session = *place](const std::exception_ptr&) { sessions_.remove(session); });
}

}  // namespace iw
