// httplib's server with our own connections: they wait in poll() and not in a loop of naps, end at once when told to, and can lose an answer.
// Handlers run on the pool's threads, one thread per open connection; bind, start and stop are for one thread.
#pragma once

#include <httplib.h>

#include <cstdint>
#include <string>
#include <thread>

#include "common/error.hpp"
#include "worker/sandbox/stop_signal.hpp"
#include "worker/sandbox/wire_stream.hpp"

namespace iw {

/// A server that serves from start() to stop(). A handler that sets the status kNoAnswer closes its connection with not one byte sent:
/// the client sees the end of the stream (or a reset, if it had sent more than one request) where the answer should begin.
class WireServer final : public httplib::Server {
 public:
  WireServer();
  ~WireServer() override { stop_serving(); }

  /// Takes the address; port 0: any free one. Returns the port, or the error that says why not.
  [[nodiscard]] Result<std::uint16_t> bind(const std::string& host, std::uint16_t port);
  /// Starts to serve with so many connections at a time; further ones wait until one ends.
  void start(std::size_t threads);
  /// Ends all connections, answers under way included, and joins all threads. Again: does nothing.
  void stop_serving();
  /// Raised by stop_serving(); for handlers that wait.
  [[nodiscard]] const StopSignal& stop_signal() const { return stop_; }

 private:
  bool process_and_close_socket(socket_t socket) override;
  template <class Self>
  static bool serve_one(Self& server, WireStream& stream, bool& asked_to_close);

  StopSignal stop_;
  std::thread acceptor_;
};

}  // namespace iw
