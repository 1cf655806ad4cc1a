// A TCP proxy that does harm: loopback only, one server behind it. Faults can be set at any time, from the test's thread or from inside a hook;
// a call returns when the fault holds. It serves on one thread of its own, where hooks run too. It looks into Kafka's frames, no deeper.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/chaos_link.hpp"
#include "tests/support/chaos_rules.hpp"

namespace iw::testing {

/// Listens from construction to destruction, on a port of its own that stays the same.
class ChaosProxy {
 public:
  /// What passes: with `kafka` the rule for requests works, with `bytes` nothing is held back.
  enum class Protocol : std::uint8_t { bytes, kafka };
  /// `port` 0: any free one. A proxy that is to refuse connections needs one below the range that the system gives to clients: in that range a client
  /// that tries a port where nobody listens can end up connected to itself.
  explicit ChaosProxy(std::uint16_t server_port, Protocol protocol = Protocol::kafka, std::uint16_t port = 0);
  ~ChaosProxy();
  ChaosProxy(const ChaosProxy&) = delete;
  ChaosProxy& operator=(const ChaosProxy&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  /// From now on these faults, for all connections. Puts the direction's former ones out of force.
  void set(Way way, WayFaults faults);
  /// Both directions at once.
  void set(WayFaults faults);
  /// Closes, in good order, the connection over which so many more bytes have passed in this direction, once.
  void cut_after(Way way, std::size_t bytes);
  /// Ends all connections with RST, now.
  void reset_all();
  /// New connections are refused, those that are there stay; until false.
  void refuse(bool refused);
  /// Decides each request's fate. None: all pass.
  void on_request(RequestRule rule);
  /// Calls once when so many more bytes have passed over all connections.
  void when_passed(Way way, std::size_t bytes, std::function<void()> then);
  /// Calls once when a connection is about to pass on the end of this text (at most 256 bytes).
  void when_seen(Way way, std::string pattern, std::function<void()> then);
  /// All of the above taken back; connections stay.
  void heal();

  [[nodiscard]] ChaosTotals totals();
  [[nodiscard]] std::size_t open_connections();

 private:
  void listen();
  void accept();
  void take(boost::asio::ip::tcp::socket client);
  template <class F>
  auto on_loop(F change);

  boost::asio::io_context loop_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{loop_.get_executor()};
  boost::asio::ip::tcp::endpoint server_;
  Protocol protocol_;
  ChaosRules rules_{loop_.get_executor()};
  boost::asio::ip::tcp::acceptor acceptor_{loop_};
  std::uint16_t port_ = 0;
  std::vector<std::weak_ptr<ChaosLink>> links_;
  std::thread thread_;
};

}  // namespace iw::testing
