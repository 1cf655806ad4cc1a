#include "tests/bench/measured_worker.hpp"

#include <fmt/format.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

#include "tests/bench/api_stub.hpp"
#include "tests/bench/process_usage.hpp"
#include "tests/support/kafka_server.hpp"
#include "tests/support/topic_client.hpp"
#include "worker/demo/demo_client.hpp"
#include "worker/demo/worker_process.hpp"
#include "worker/settings/describe_settings.hpp"

namespace iw::bench {

namespace {

using Clock = std::chrono::steady_clock;
using testing::KafkaServer;

constexpr int kPartitions = 8;

/// The API stub on a thread of its own.
class StubThread {
 public:
  explicit StubThread(std::chrono::milliseconds delay) : stub(loop_, delay), thread_([this] { loop_.run(); }) {}
  ~StubThread() {
    loop_.stop();
    thread_.join();
  }
  StubThread(const StubThread&) = delete;
  StubThread& operator=(const StubThread&) = delete;

 private:
  boost::asio::io_context loop_{1};

 public:
  ApiStub stub;

 private:
  std::thread thread_;
};

/// Topics, configuration and a worker for one cell.
class Bench {
 public:
  Bench(const Cell& cell, const ApiStub& stub, const std::string& program) {
    static int number = 0;
    const auto run = "bench-" + std::to_string(::getpid()) + "-" + std::to_string(++number);
    settings_.kafka.brokers = KafkaServer::shared().brokers();
    settings_.kafka.group = run;
    settings_.kafka.instance = "bench-0";
    settings_.kafka.topics = {run + ".requests", run + ".results", run + ".dead-letters", "import.tracking"};
    settings_.api.base_url = "http://127.0.0.1:" + std::to_string(stub.port());
    settings_.api.max_in_flight = cell.in_flight;
    settings_.accounts.push_back({.name = "default", .token = {.kind = TokenKind::file, .path = file(run + ".token")}});
    settings_.admin.port = testing::free_port_pair();
    settings_.log.level = "warn";
    std::ofstream{file(run + ".token")} << "a-token";
    std::ofstream{file(run + ".yaml")} << describe_settings(settings_);
    create_topics(settings_.kafka, kPartitions).value();
    worker_ = std::make_unique<WorkerProcess>(program, file(run + ".yaml"), file(run + ".log"));
  }

  void send(std::size_t jobs, bool insert) {
    std::vector<testing::Sent> records;
    for (std::size_t n = 0; n < jobs; ++n)
      records.push_back(
          {std::nullopt,
           fmt::format(
               R"({{"env":"bench-env-1","collection_name":"orders","file_path":"b/{}.json","file_type":1,"stop_on_error":false,"conflict_mode":{}}})",
               n, insert ? 1 : 2),
           {},
           static_cast<std::int32_t>(n % kPartitions)});
    testing::send_all(settings_.kafka.brokers, settings_.kafka.topics.requests, records);
  }
  [[nodiscard]] WorkerProcess& worker() { return *worker_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] bool wait_for_end() const {
    for (int i = 0; i < 600; ++i, std::this_thread::sleep_for(std::chrono::milliseconds{100}))
      if (testing::group_state(settings_.kafka.brokers, settings_.kafka.group, settings_.kafka.topics.requests).lag == 0) return true;
    return false;
  }

 private:
  static std::string file(const std::string& name) { return (std::filesystem::temp_directory_path() / name).string(); }
  Settings settings_;
  std::unique_ptr<WorkerProcess> worker_;
};

void wait_for(const ApiStub& stub, std::uint64_t answered) {
  const auto give_up = Clock::now() + std::chrono::minutes{2};
  while (stub.answered() < answered && Clock::now() < give_up) std::this_thread::sleep_for(std::chrono::milliseconds{1});
}

}  // namespace

Figures measure(const Cell& cell, std::size_t jobs, const std::function<std::function<void()>(std::uint16_t)>& once_running,
                const std::string& program) {
  StubThread api{cell.delay};
  Bench bench{cell, api.stub, program};
  bench.send(jobs, cell.insert);
  bench.worker().start().value();
  wait_for(api.stub, jobs / 5);
  const auto at_the_end = once_running ? once_running(bench.settings().admin.port) : [] {};
  const auto from_jobs = api.stub.answered();
  const auto from_time = Clock::now();
  const auto from = usage_of(bench.worker().pid());
  wait_for(api.stub, jobs * 95 / 100);
  const auto to_jobs = api.stub.answered();
  const auto seconds = std::chrono::duration<double>(Clock::now() - from_time).count();
  const auto to = usage_of(bench.worker().pid());
  at_the_end();
  if (!bench.wait_for_end()) std::cerr << "not all jobs were committed\n";
  const auto measured = static_cast<double>(to_jobs - from_jobs);
  return {measured / seconds, (to.cpu_seconds - from.cpu_seconds) / measured * 1e6, usage_of(bench.worker().pid()).peak_mib};
}

}  // namespace iw::bench
