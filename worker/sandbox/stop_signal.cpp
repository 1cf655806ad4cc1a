#include "worker/sandbox/stop_signal.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace iw {

namespace {

/// poll() again after a signal; the time starts anew then, which only a debugger will notice.
int poll_all(pollfd* fds, nfds_t count, std::chrono::milliseconds time) {
  int ready = 0;
  do ready = ::poll(fds, count, static_cast<int>(time.count()));
  while (ready < 0 && errno == EINTR);
  return ready;
}

}  // namespace

StopSignal::StopSignal() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (fd_ < 0) throw std::runtime_error("the sandbox cannot start: no file descriptor left (raise the limit, see ulimit -n)");
}

StopSignal::~StopSignal() { ::close(fd_); }

void StopSignal::raise() const { static_cast<void>(::eventfd_write(fd_, 1)); }

bool StopSignal::wait_for(std::chrono::milliseconds time) const {
  pollfd fd{fd_, POLLIN, 0};
  return poll_all(&fd, 1, time) > 0;
}

bool StopSignal::wait_readable(int socket, std::chrono::milliseconds time) const {
  std::array<pollfd, 2> fds{pollfd{socket, POLLIN, 0}, pollfd{fd_, POLLIN, 0}};
  return poll_all(fds.data(), fds.size(), time) > 0 && fds[1].revents == 0;
}

}  // namespace iw
