// What thousands of slow clients at the admin port cost the worker: its speed and CPU time per job without them and with them, in one run.
//   build/tests/bench_admin_flood [clients]
// Each client connects, sends a part of a request, and waits; thrown out, it comes back after ten seconds. A probe asks /livez all the while.
#include <fmt/format.h>
#include <httplib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

#include "tests/bench/measured_worker.hpp"

namespace iw::bench {
namespace {

namespace asio = boost::asio;
constexpr std::chrono::seconds kComesBackAfter{10};
constexpr std::size_t kJobs = 200'000;

/// A client that never finishes its request.
class SlowClient {
 public:
  SlowClient(asio::io_context& loop, std::uint16_t port, std::chrono::milliseconds first) : socket_(loop), timer_(loop), port_(port) {
    come_after(first);
  }

 private:
  void come_after(std::chrono::milliseconds time) {
    timer_.expires_after(time);
    timer_.async_wait([this](const boost::system::error_code&) { connect(); });
  }
  void connect() {
    socket_ = asio::ip::tcp::socket{socket_.get_executor()};
    socket_.async_connect({asio::ip::address_v4::loopback(), port_}, [this](const boost::system::error_code& error) {
      if (error) return come_after(kComesBackAfter);
      asio::async_write(socket_, asio::buffer(kPart, sizeof kPart - 1), [](const boost::system::error_code&, std::size_t) {});
      socket_.async_read_some(asio::buffer(&byte_, 1), [this](const boost::system::error_code&, std::size_t) { come_after(kComesBackAfter); });
    });
  }
  static constexpr char kPart[] = "GET /statusz HTTP/1.1\r\nX-Slow: ";
  asio::ip::tcp::socket socket_;
  asio::steady_timer timer_;
  std::uint16_t port_;
  char byte_ = 0;
};

[[noreturn]] void be_slow_clients(std::uint16_t port, int clients) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  asio::io_context loop{1};
  std::vector<std::unique_ptr<SlowClient>> all;
  for (int n = 0; n < clients; ++n) all.push_back(std::make_unique<SlowClient>(loop, port, std::chrono::milliseconds{n * 2'000 / clients}));
  loop.run();
  ::_exit(0);
}

/// Asks /livez every 100 ms, as an impatient probe.
class Probe {
 public:
  explicit Probe(std::uint16_t port) : thread_([this, port] { ask(port); }) {}
  ~Probe() {
    done_ = true;
    thread_.join();
    std::cout << fmt::format("  /livez asked {} times, answered {} times within a second\n", asked_, answered_);
  }
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

 private:
  void ask(std::uint16_t port) {
    while (!done_) {
      httplib::Client client{"127.0.0.1", port};
      client.set_connection_timeout(1);
      client.set_read_timeout(1);
      const auto answer = client.Get("/livez");
      ++asked_;
      if (answer && answer->status == 200) ++answered_;
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
  }
  std::atomic<bool> done_{false};
  int asked_ = 0, answered_ = 0;
  std::thread thread_;
};

/// Starts the clients, and returns what ends them.
std::function<void()> flood(std::uint16_t port, int clients) {
  const pid_t child = clients > 0 ? ::fork() : -1;
  if (child == 0) be_slow_clients(port, clients);
  auto probe = std::make_shared<Probe>(port);
  return [child, probe]() mutable {
    if (child > 0) {
      ::kill(child, SIGKILL);
      ::waitpid(child, nullptr, 0);
    }
    probe.reset();
  };
}

void run(int clients) {
  const Cell cell{std::chrono::milliseconds{50}, 512, false};
  double first = 0;
  for (const int slow : {0, clients, 0, clients}) {
    const auto figures = measure(cell, kJobs, [slow](std::uint16_t port) { return flood(port, slow); });
    if (first == 0) first = figures.jobs_per_s;
    std::cout << fmt::format("{:>6} slow clients: {:.0f} jobs/s ({:.1f} % of the first run), {:.1f} us/job, {:.1f} MiB\n", slow, figures.jobs_per_s,
                             100 * figures.jobs_per_s / first, figures.cpu_us, figures.peak_mib)
              << std::flush;
  }
}

}  // namespace
}  // namespace iw::bench

int main(int argc, char** argv) { iw::bench::run(argc > 1 ? std::stoi(argv[1]) : 10'000); }
