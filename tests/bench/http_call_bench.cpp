// What one call costs: our client on one thread beside a cpp-httplib client with a thread per call, both against the same stub. The measured reason
// for two HTTP libraries.
//   build/tests/bench_http_call [calls] [in flight] [API ms]
#include <fmt/format.h>
#include <httplib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "common/http/http_client.hpp"
#include "tests/bench/api_stub.hpp"
#include "tests/bench/process_usage.hpp"

namespace iw::bench {
namespace {

constexpr std::string_view kTarget = "/tcb/databasemigrateimport?access_token=a-token";
constexpr std::string_view kBody =
    R"({"env":"bench-env-1","collection_name":"orders","file_path":"b/1.json","file_type":1,"stop_on_error":false,"conflict_mode":2})";

struct Load {
  std::uint16_t port = 0;
  int calls = 100'000;
  int in_flight = 512;
  int delay_ms = 50;
};

/// Keeps so many calls under way until all are made.
class PooledCaller final : public HttpSink {
 public:
  explicit PooledCaller(const Load& load) : load_(load) {}
  void run() {
    client_ = HttpClient::create(loop_, {.base_url = "http://127.0.0.1:" + std::to_string(load_.port)}, *this).value();
    head_ = client_->make_post_head(kTarget, "application/json");
    for (int i = 0; i < load_.in_flight; ++i) next();
    while (ended_ < load_.calls && loop_.run_one() > 0) {
    }
  }
  void on_http_end(std::uint64_t, const HttpResult& result) override {
    if (result.phase != HttpPhase::answered) std::cerr << "call failed: " << result.error << '\n';
    ++ended_;
    next();
  }

 private:
  void next() {
    if (started_ >= load_.calls) return;
    client_->send(static_cast<std::uint64_t>(started_++), head_, kBody, TimePoint::max());
  }
  Load load_;
  boost::asio::io_context loop_{1};
  std::unique_ptr<HttpClient> client_;
  std::string head_;
  int started_ = 0;
  int ended_ = 0;
};

void call_with_threads(const Load& load) {
  std::atomic<int> left{load.calls};
  std::vector<std::thread> threads;
  for (int i = 0; i < load.in_flight; ++i)
    threads.emplace_back([&] {
      httplib::Client client{"127.0.0.1", load.port};
      client.set_keep_alive(true);
      client.set_tcp_nodelay(true);
      while (left.fetch_sub(1) > 0)
        if (!client.Post(std::string{kTarget}, std::string{kBody}, "application/json")) std::cerr << "call failed\n";
    });
  for (auto& thread : threads) thread.join();
}

/// Runs `work` in a process of its own and prints what it used.
template <class F>
void measure(const char* name, const Load& load, F work) {
  if (const pid_t child = ::fork(); child != 0) {
    ::waitpid(child, nullptr, 0);
    return;
  }
  const auto began = std::chrono::steady_clock::now();
  work();
  const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  const auto usage = usage_of(::getpid());
  std::cout << fmt::format("{:<40} {:>9.0f} {:>12.1f} {:>9.1f}\n", name, load.calls / seconds, usage.cpu_seconds / load.calls * 1e6, usage.peak_mib)
            << std::flush;
  ::_exit(0);
}

/// The stub in a process of its own, so that its CPU is nobody's.
pid_t start_stub(Load& load) {
  int channel[2];
  if (::pipe(channel) != 0) return -1;
  const pid_t child = ::fork();
  if (child == 0) {
    boost::asio::io_context loop{1};
    ApiStub stub{loop, std::chrono::milliseconds{load.delay_ms}};
    const std::uint16_t port = stub.port();
    (void)!::write(channel[1], &port, sizeof port);
    loop.run();
    ::_exit(0);
  }
  (void)!::read(channel[0], &load.port, sizeof load.port);
  return child;
}

}  // namespace
}  // namespace iw::bench

int main(int argc, char** argv) {
  iw::bench::Load load;
  if (argc > 1) load.calls = std::stoi(argv[1]);
  if (argc > 2) load.in_flight = std::stoi(argv[2]);
  if (argc > 3) load.delay_ms = std::stoi(argv[3]);
  const pid_t stub = iw::bench::start_stub(load);
  std::cout << fmt::format("{} calls, {} in flight, API {} ms\n{:<40} {:>9} {:>12} {:>9}\n", load.calls, load.in_flight, load.delay_ms, "", "calls/s",
                           "CPU us/call", "peak MiB")
            << std::flush;
  iw::bench::measure("Beast parser on Asio, one thread", load, [&] { iw::bench::PooledCaller{load}.run(); });
  iw::bench::measure("cpp-httplib, a thread per call", load, [&] { iw::bench::call_with_threads(load); });
  ::kill(stub, SIGKILL);
  ::waitpid(stub, nullptr, 0);
}
