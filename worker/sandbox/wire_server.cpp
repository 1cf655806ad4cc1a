#include "worker/sandbox/wire_server.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include "worker/sandbox/wire_stream.hpp"

namespace iw {

namespace {

constexpr std::chrono::hours kIdle{1};
constexpr std::size_t kRequestsPerConnection = 1'000'000'000;
constexpr int kBacklog = 1024;

/// httplib's own choice, SO_REUSEPORT, lets two sandboxes share one port without a word.
void set_socket_options(socket_t socket) {
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
}

}  // namespace

WireServer::WireServer() {
  svr_sock_ = INVALID_SOCKET;
  set_tcp_nodelay(true);
  set_socket_options(iw::set_socket_options);
  set_keep_alive_max_count(kRequestsPerConnection);
  set_keep_alive_timeout(std::chrono::seconds{kIdle}.count());
}

Result<std::uint16_t> WireServer::bind(const std::string& host, std::uint16_t port) {
  const int bound = port == 0 ? bind_to_any_port(host) : (bind_to_port(host, port) ? port : -1);
  if (bound < 0)
    return Error{"cannot listen on " + host + ":" + std::to_string(port) + ": is it one of this machine's addresses, and is the port free?"};
  ::listen(svr_sock_, kBacklog);  // httplib's 5 makes a burst of new connections wait for a second
  return static_cast<std::uint16_t>(bound);
}

void WireServer::start(std::size_t threads) {
  new_task_queue = [threads] { return new httplib::ThreadPool(threads); };  // owned by listen_after_bind
  acceptor_ = std::thread{[this] { static_cast<void>(listen_after_bind()); }};
}

void WireServer::stop_serving() {
  const socket_t listener = svr_sock_.exchange(INVALID_SOCKET);
  stop_.raise();
  if (listener != INVALID_SOCKET)
    ::shutdown(listener, SHUT_RDWR);  // wakes the acceptor; closed only after it is gone, so that its number is not reused under it
  if (acceptor_.joinable()) acceptor_.join();
  if (listener != INVALID_SOCKET) ::close(listener);
}

template <class Self>
bool WireServer::serve_one(Self& server, WireStream& stream, bool& asked_to_close) {
  // cpp-httplib 0.11 (Debian 12), and 0.18 (Debian 13), which also wants to know who is at the two ends.
  if constexpr (requires { server.process_request(stream, false, asked_to_close, nullptr); })
    return server.process_request(stream, false, asked_to_close, nullptr);
  else
    return server.process_request(stream, "", 0, "", 0, false, asked_to_close, nullptr);
}

bool WireServer::process_and_close_socket(socket_t socket) {
  WireStream stream{socket, stop_};
  bool open = true;
  while (open && stream.wait_for_request(kIdle)) {
    bool asked_to_close = false;
    const bool served = serve_one(*this, stream, asked_to_close);
    open = stream.send_answer() && served && !asked_to_close;
  }
  ::shutdown(socket, SHUT_RDWR);
  ::close(socket);
  return true;
}

}  // namespace iw
