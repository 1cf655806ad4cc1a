// A port of this machine that lets nobody in and refuses nobody: a black hole. One thread.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>

namespace iw::testing {

/// Takes no connection: its accept queue is full, so that a client's SYN is dropped as a black hole would.
class FullListener {
 public:
  FullListener() {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address_), size);
    ::listen(listener_, 0);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address_), &size);
    for (const int filler : fillers_) ::connect(filler, reinterpret_cast<sockaddr*>(&address_), size);
  }
  ~FullListener() {
    for (const int filler : fillers_) ::close(filler);
    ::close(listener_);
  }
  FullListener(const FullListener&) = delete;
  FullListener& operator=(const FullListener&) = delete;
  [[nodiscard]] std::uint16_t port() const { return ntohs(address_.sin_port); }

 private:
  static int open_socket() { return ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0); }
  sockaddr_in address_{};
  int listener_ = open_socket();
  std::array<int, 4> fillers_{open_socket(), open_socket(), open_socket(), open_socket()};
};

}  // namespace iw::testing
