#include "worker/admin/admin_server.hpp"

#include <httplib.h>

#include "common/log/log.hpp"
#include "worker/admin/metrics_text.hpp"
#include "worker/admin/status_json.hpp"
#include "worker/admin/status_page.hpp"

namespace iw {

namespace {

constexpr std::size_t kThreads = 8;
constexpr std::size_t kMaxRequestBytes = 4096;

/// Bounds for clients that are slow, many, or never done.
void bound(httplib::Server& server) {
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_payload_max_length(kMaxRequestBytes);
  server.set_read_timeout(std::chrono::seconds{2});
  server.set_write_timeout(std::chrono::seconds{2});
  server.set_keep_alive_max_count(100);
  server.set_keep_alive_timeout(2);
  // The library's default lets two processes share one port: the second would take every other request unnoticed.
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    (void)::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  server.set_default_headers({{"Cache-Control", "no-store"},
                              {"X-Content-Type-Options", "nosniff"},
                              {"X-Frame-Options", "DENY"},
                              {"Referrer-Policy", "no-referrer"},
                              {"Content-Security-Policy",
                               "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"}});
}

void answer(httplib::Response& response, bool good, std::string_view text) {
  response.status = good ? 200 : 503;
  response.set_content(std::string{text} + "\n", "text/plain; charset=utf-8");
}

}  // namespace

AdminServer::AdminServer(const WorkerView& worker) : worker_(worker), server_(std::make_unique<httplib::Server>()) {}

Result<std::unique_ptr<AdminServer>> AdminServer::start(const AdminSettings& settings, const WorkerView& worker) {
  std::unique_ptr<AdminServer> admin{new AdminServer{worker}};
  bound(*admin->server_);
  admin->add_routes();
  const auto where = settings.host + ":" + std::to_string(settings.port);
  const int port = settings.port == 0                                                   ? admin->server_->bind_to_any_port(settings.host.c_str())
                   : admin->server_->bind_to_port(settings.host.c_str(), settings.port) ? settings.port
                                                                                        : -1;
  if (port <= 0) return Error{"admin.listen: cannot listen on " + where + "; is the address this machine's, and the port free?"};
  admin->port_ = static_cast<std::uint16_t>(port);
  admin->thread_ = std::thread{[server = admin->server_.get()] { server->listen_after_bind(); }};
  log_info("admin port is open", {{"host", settings.host}, {"port", port}});
  return admin;
}

AdminServer::~AdminServer() {
  // stop() before the thread has begun to serve would be missed.
  while (thread_.joinable() && !server_->is_running()) std::this_thread::yield();
  server_->stop();
  if (thread_.joinable()) thread_.join();
}

void AdminServer::add_routes() {
  using httplib::Request;
  using httplib::Response;
  server_->Get("/livez", [this](const Request&, Response& response) {
    answer(response, worker_.alive(), worker_.alive() ? "alive" : "the loop makes no progress");
  });
  server_->Get("/readyz", [this](const Request&, Response& response) {
    const Status status = worker_.status();
    answer(response, status.ready, status.ready ? "ready" : status.not_ready_because);
  });
  server_->Get("/startupz", [this](const Request&, Response& response) { answer(response, worker_.alive(), "started"); });
  server_->Get("/metrics", [this](const Request&, Response& response) {
    response.set_content(metrics_text(worker_.status()), "text/plain; version=0.0.4; charset=utf-8");
  });
  server_->Get("/statusz", [this](const Request&, Response& response) { response.set_content(status_json(worker_.status()), "application/json"); });
  const auto serve = [this](const char* path, std::string_view (*text)(), const char* type) {
    server_->Get(path, [text, type](const Request&, Response& response) { response.set_content(std::string{text()}, type); });
  };
  serve("/", status_page_html, "text/html; charset=utf-8");
  serve("/page.js", status_page_script, "text/javascript; charset=utf-8");
  serve("/page.css", status_page_style, "text/css; charset=utf-8");
}

}  // namespace iw
