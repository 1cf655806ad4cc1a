// An upstream that never stops: writes requests to a topic at a steady rate from a thread of its own, through whatever happens to the brokers.
// Made, asked and stopped by the test's thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "tests/support/topic_client.hpp"

namespace iw::testing {

/// Sends from construction to stop(). Its producer is idempotent: a request that was written twice would look like one that the worker told twice.
class RequestStream {
 public:
  /// `make` gives the nth record, from 0, on the stream's thread.
  RequestStream(std::string brokers, std::string topic, int per_second, std::function<Sent(std::int64_t n)> make);
  ~RequestStream();
  RequestStream(const RequestStream&) = delete;
  RequestStream& operator=(const RequestStream&) = delete;

  /// Ends and waits until the brokers have everything. False: they did not take all of it.
  [[nodiscard]] bool stop();
  [[nodiscard]] std::int64_t sent() const { return sent_; }

 private:
  void body(const std::string& brokers, const std::string& topic, int per_second);

  std::function<Sent(std::int64_t)> make_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::int64_t> sent_{0};
  std::atomic<std::int64_t> delivered_{0};
  std::thread thread_;
};

}  // namespace iw::testing
