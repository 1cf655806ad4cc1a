// An import API that only answers, after a fixed time, at next to no cost: the other end of benchmarks. One thread of its own, or a process of its
// own.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>

namespace iw::bench {

/// Answers every POST with errcode 0 and a fresh job_id, `delay` after the whole request was read. Keep-alive; no checks of any kind.
class ApiStub {
 public:
  ApiStub(boost::asio::io_context& loop, std::chrono::milliseconds delay);
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  /// Calls answered. Any thread.
  [[nodiscard]] std::uint64_t answered() const { return answered_.load(std::memory_order_relaxed); }

 private:
  struct Connection;
  struct Due {
    std::chrono::steady_clock::time_point at;
    std::shared_ptr<Connection> connection;
  };
  void accept();
  void tick();
  void answer_later(std::shared_ptr<Connection> connection);

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer timer_;
  std::chrono::milliseconds delay_;
  std::deque<Due> due_;  ///< in the order of time, since the delay is the same for all
  std::uint64_t next_job_id_ = 100'000'000;
  std::atomic<std::uint64_t> answered_{0};
};

}  // namespace iw::bench
