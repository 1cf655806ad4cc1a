// Wakes the loop when librdkafka has put something into a queue that was empty. Loop thread; librdkafka's threads only write to the descriptor.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <functional>

#include "common/kafka/handles.hpp"

namespace iw {

/// One descriptor for any number of queues: who is woken looks at all of them.
class KafkaWakeup {
 public:
  /// `wake` runs on the loop thread.
  KafkaWakeup(boost::asio::io_context& loop, std::function<void()> wake);
  /// From now on the queue wakes us when it was empty and is no longer.
  void watch(rd_kafka_queue_t* queue);
  /// No more wakings from this queue.
  static void forget(rd_kafka_queue_t* queue) { rd_kafka_queue_io_event_enable(queue, -1, nullptr, 0); }

 private:
  void wait();

  boost::asio::posix::stream_descriptor descriptor_;
  std::function<void()> wake_;
  std::uint64_t count_ = 0;
};

}  // namespace iw
