// The admin port (contract, section 7): health, metrics, status, a live page. It has a thread of its own, which asks the worker through WorkerView:
// clients that are many, slow or broken cost the worker's loop nothing.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <list>
#include <memory>
#include <thread>

#include "common/error.hpp"
#include "common/spare_descriptor.hpp"
#include "worker/admin/admin_session.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// Serves until it is destroyed.
class AdminServer {
 public:
  /// Binds and starts to serve. The error says why the address cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<AdminServer>> start(const AdminSettings& settings, const WorkerView& worker, AdminBounds bounds = {});
  ~AdminServer();
  AdminServer(const AdminServer&) = delete;
  AdminServer& operator=(const AdminServer&) = delete;
  /// The port that it listens on.
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  AdminServer(const WorkerView& worker, AdminBounds bounds) : worker_(worker), bounds_(bounds), acceptor_(loop_) {}
  [[nodiscard]] Result<void> listen(const AdminSettings& settings);
  [[nodiscard]] boost::asio::awaitable<void> accept_all();
  void serve(boost::asio::ip::tcp::socket socket);

  const WorkerView& worker_;
  AdminBounds bounds_;
  boost::asio::io_context loop_{1};
  boost::asio::ip::tcp::acceptor acceptor_;
  std::list<std::shared_ptr<AdminSession>> sessions_;  ///< oldest first
  SpareDescriptor spare_;                              ///< for one more client when there is none left
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace iw
