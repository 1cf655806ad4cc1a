// One connection's bytes, for httplib: reads ahead, and holds an answer back until it is whole. One thread at a time.
// Because nothing of an answer leaves before it is whole, an answer can still be lost without a trace.
#pragma once

#include <httplib.h>

#include <array>
#include <chrono>
#include <string>

#include "worker/sandbox/stop_signal.hpp"

namespace iw {

/// The HTTP status by which a handler says: close the connection, answer nothing (the number that nginx uses for it). It never goes out.
inline constexpr int kNoAnswer = 444;

/// The stream between a socket, which stays the caller's, and httplib::Server::process_request.
class WireStream final : public httplib::Stream {
 public:
  WireStream(int socket, const StopSignal& stop) : socket_(socket), stop_(stop) {}

  /// Waits for the next request's first byte. False: none came in this time, or we are to stop.
  [[nodiscard]] bool wait_for_request(std::chrono::milliseconds time) const;
  /// Sends what was written. False: it was a kNoAnswer and is dropped, or the peer is gone. Then the connection is to be closed.
  [[nodiscard]] bool send_answer();

  [[nodiscard]] bool is_readable() const override { return true; }
  [[nodiscard]] bool is_writable() const override { return true; }
  /// Bytes read, 0 at the peer's end, -1 on errors, after 5 s without a byte, and when we are to stop.
  ssize_t read(char* out, size_t size) override;
  /// Only collects.
  ssize_t write(const char* data, size_t size) override;
  using httplib::Stream::write;
  /// Nobody here asks who is calling.
  void get_remote_ip_and_port(std::string& ip, int& port) const override { ip.clear(), port = 0; }
  void get_local_ip_and_port(std::string& ip, int& port) const override { ip.clear(), port = 0; }
  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  [[nodiscard]] ssize_t fill();

  int socket_;
  const StopSignal& stop_;
  std::array<char, 16 * 1024> input_{};
  std::size_t input_begin_ = 0;
  std::size_t input_end_ = 0;
  std::string output_;
};

}  // namespace iw
