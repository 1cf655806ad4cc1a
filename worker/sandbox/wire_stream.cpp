#include "worker/sandbox/wire_stream.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

namespace iw {

namespace {

constexpr std::chrono::seconds kReadTimeout{5};
constexpr std::string_view kNoAnswerLine = "HTTP/1.1 444";

}  // namespace

bool WireStream::wait_for_request(std::chrono::milliseconds time) const { return input_begin_ < input_end_ || stop_.wait_readable(socket_, time); }

bool WireStream::send_answer() {
  const std::string output = std::exchange(output_, {});
  if (output.starts_with(kNoAnswerLine)) return false;
  std::size_t done = 0;
  while (done < output.size()) {
    const auto sent = ::send(socket_, output.data() + done, output.size() - done, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    done += static_cast<std::size_t>(sent);
  }
  return true;
}

ssize_t WireStream::fill() {
  if (!send_answer()) return -1;  // "100 Continue" is due before the body comes
  if (!stop_.wait_readable(socket_, kReadTimeout)) return -1;
  ssize_t received = 0;
  do received = ::recv(socket_, input_.data(), input_.size(), 0);
  while (received < 0 && errno == EINTR);
  input_begin_ = 0;
  input_end_ = received > 0 ? static_cast<std::size_t>(received) : 0;
  return received;
}

ssize_t WireStream::read(char* out, size_t size) {
  if (input_begin_ == input_end_)
    if (const auto received = fill(); received <= 0) return received;
  const auto taken = std::min(size, input_end_ - input_begin_);
  std::memcpy(out, input_.data() + input_begin_, taken);
  input_begin_ += taken;
  return static_cast<ssize_t>(taken);
}

ssize_t WireStream::write(const char* data, size_t size) {
  output_.append(data, size);
  return static_cast<ssize_t>(size);
}

}  // namespace iw
