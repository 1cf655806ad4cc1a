// The admin port (contract, section 7): health, metrics, status, a live page. Read only. cpp-httplib's threads; they ask the worker through
// WorkerView.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "common/error.hpp"
#include "worker/settings/settings.hpp"
#include "worker/status.hpp"

namespace httplib {
class Server;
}

namespace iw {

/// What the admin port may know of the worker. Any thread.
class WorkerView {
 public:
  virtual ~WorkerView() = default;
  /// The loop makes progress.
  [[nodiscard]] virtual bool alive() const = 0;
  /// The present state; the last known one when the loop does not answer within a moment.
  [[nodiscard]] virtual Status status() const = 0;
};

/// Serves until it is destroyed.
class AdminServer {
 public:
  /// Binds and starts to serve. The error says why the address cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<AdminServer>> start(const AdminSettings& settings, const WorkerView& worker);
  ~AdminServer();
  AdminServer(const AdminServer&) = delete;
  AdminServer& operator=(const AdminServer&) = delete;
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  explicit AdminServer(const WorkerView& worker);
  void add_routes();

  const WorkerView& worker_;
  std::unique_ptr<httplib::Server> server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace iw
