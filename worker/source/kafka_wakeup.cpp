#include "worker/source/kafka_wakeup.hpp"

#include <sys/eventfd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace iw {

namespace {

int make_descriptor() {
  const int fd = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (fd < 0) throw std::system_error{errno, std::generic_category(), "eventfd"};
  return fd;
}

}  // namespace

KafkaWakeup::KafkaWakeup(boost::asio::io_context& loop, std::function<void()> wake) : descriptor_(loop, make_descriptor()), wake_(std::move(wake)) {
  wait();
}

void KafkaWakeup::watch(rd_kafka_queue_t* queue) {
  constexpr std::uint64_t kOne = 1;
  rd_kafka_queue_io_event_enable(queue, descriptor_.native_handle(), &kOne, sizeof kOne);
}

void KafkaWakeup::wait() {
  descriptor_.async_read_some(boost::asio::buffer(&count_, sizeof count_), [this](const boost::system::error_code& error, std::size_t) {
    if (error) return;
    wake_();
    wait();
  });
}

}  // namespace iw
