// A client, a proxy and a server in one test thread: plain blocking sockets, each wait bounded.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/support/chaos_proxy.hpp"

namespace iw::testing {

/// One end of a connection.
class RawSocket {
 public:
  explicit RawSocket(int fd) : fd_(fd) {}
  RawSocket(RawSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ~RawSocket() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int fd() const { return fd_; }
  void send(const std::string& text) const { EXPECT_EQ(::send(fd_, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size())); }
  /// Is there something to be read, or the end, within this time?
  [[nodiscard]] bool readable(int patience_ms = 5000) const {
    pollfd waiting{fd_, POLLIN, 0};
    return ::poll(&waiting, 1, patience_ms) > 0;
  }
  /// What one read gives; nothing when the other side has ended or nothing comes.
  [[nodiscard]] std::string receive_some() const {
    std::string text(4096, '\0');
    const auto size = readable() ? ::recv(fd_, text.data(), text.size(), 0) : -1;
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
  }
  /// Exactly so many bytes; fewer when they do not come.
  [[nodiscard]] std::string receive(std::size_t size) const {
    std::string text;
    while (text.size() < size) {
      const auto more = receive_some();
      if (more.empty()) break;
      text += more;
    }
    return text;
  }
  /// How the connection ended: 0 in good order, else errno; -1 when it has not.
  [[nodiscard]] int ending() const {
    char byte = 0;
    if (!readable()) return -1;
    const auto size = ::recv(fd_, &byte, 1, 0);
    return size == 0 ? 0 : size > 0 ? -1 : errno;
  }

 private:
  int fd_;
};

/// The fixture: the server listens on a port of its own, `proxy` stands before it.
class Wire : public ::testing::Test {
 protected:
  Wire() : listener_(::socket(AF_INET, SOCK_STREAM, 0)), proxy(listen(), ChaosProxy::Protocol::kafka) {}

  [[nodiscard]] RawSocket connect() { return connect_to(proxy.port()).second; }
  /// The server's end of the newest connection.
  [[nodiscard]] RawSocket accept() const {
    EXPECT_TRUE(listener_.readable()) << "the proxy does not connect";
    return RawSocket{::accept(listener_.fd(), nullptr, nullptr)};
  }
  /// The result of connect(2), and the socket.
  static std::pair<int, RawSocket> connect_to(std::uint16_t port) {
    RawSocket socket{::socket(AF_INET, SOCK_STREAM, 0)};
    auto address = loopback(port);
    const int result = ::connect(socket.fd(), reinterpret_cast<sockaddr*>(&address), sizeof address);
    return {result, std::move(socket)};
  }

 private:
  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  [[nodiscard]] std::uint16_t listen() const {
    auto address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(listener_.fd(), reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_.fd(), 8) != 0 ||
        ::getsockname(listener_.fd(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error{"the test cannot listen on the loopback interface"};
    return ntohs(address.sin_port);
  }
  RawSocket listener_;

 protected:
  ChaosProxy proxy;
};

}  // namespace iw::testing
