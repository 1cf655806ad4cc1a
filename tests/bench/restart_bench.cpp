// How long after a SIGKILL under load the first new result is visible, when the worker is started again at once under its name.
//   build/tests/bench_restart [kills]     with static membership and without, in one run; median and worst
// Without it the group waits for the dead member's session, as it does for every consumer that comes back under no name.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "tests/support/kafka_server.hpp"
#include "tests/support/topic_client.hpp"
#include "worker/demo/demo_client.hpp"
#include "worker/demo/worker_process.hpp"
#include "worker/sandbox/sandbox.hpp"
#include "worker/settings/describe_settings.hpp"

namespace iw::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using testing::KafkaServer;

constexpr int kPartitions = 8;
constexpr int kJobs = 60'000;
/// So long without a result means that all results of the dead process have been read: nobody writes any more.
constexpr milliseconds kSilence{50};
constexpr milliseconds kPatience{120'000};

/// One worker under load, killed again and again.
class Run {
 public:
  explicit Run(bool static_membership) : sandbox_(Sandbox::create({.calls_file = {}, .faults = R"({"latency_ms":20})"}).value()) {
    const auto run = fmt::format("restart-{}-{}", ::getpid(), static_membership);
    settings_.kafka.brokers = KafkaServer::shared().brokers();
    settings_.kafka.group = run;
    settings_.kafka.instance = "restart-0";
    settings_.kafka.static_membership = static_membership;
    settings_.kafka.topics = {run + ".requests", run + ".results", run + ".dead-letters", "import.tracking"};
    settings_.api.base_url = sandbox_->base_url();
    settings_.accounts.push_back({.name = "default"});
    settings_.admin.port = 0;
    settings_.log.level = "warn";
    std::ofstream{file(run + ".yaml")} << describe_settings(settings_);
    create_topics(settings_.kafka, kPartitions).value();
    send();
    reader_ = TopicReader::open(settings_.kafka, settings_.kafka.topics.results).value();
    worker_ = std::make_unique<WorkerProcess>(IMPORT_WORKER_PROGRAM, file(run + ".yaml"), file(run + ".log"));
  }

  /// Milliseconds from a kill to the first new result.
  double kill_and_measure() {
    worker_->kill();
    const auto killed = Clock::now();
    worker_->start().value();
    while (reader_->next(kSilence)) {
    }
    if (!reader_->next(kPatience)) throw std::runtime_error{"no new result"};
    return std::chrono::duration<double, std::milli>(Clock::now() - killed).count();
  }
  void start() { worker_->start().value(); }
  void read(int results) {
    for (int n = 0; n < results; ++n)
      if (!reader_->next(kPatience)) throw std::runtime_error{"no progress"};
  }

 private:
  static std::string file(const std::string& name) { return (std::filesystem::temp_directory_path() / name).string(); }
  void send() {
    std::vector<testing::Sent> records;
    for (int n = 0; n < kJobs; ++n)
      records.push_back(
          {std::nullopt,
           fmt::format(R"({{"env":"e","collection_name":"c","file_path":"f/{}","file_type":1,"stop_on_error":false,"conflict_mode":{}}})", n,
                       1 + n % 2),
           {},
           n % kPartitions});
    testing::send_all(settings_.kafka.brokers, settings_.kafka.topics.requests, records);
  }

  Settings settings_;
  std::unique_ptr<Sandbox> sandbox_;
  std::unique_ptr<TopicReader> reader_;
  std::unique_ptr<WorkerProcess> worker_;
};

void measure(bool static_membership, int kills) {
  Run run{static_membership};
  run.start();
  std::vector<double> times;
  for (int n = 0; n < kills; ++n) {
    run.read(1000);
    times.push_back(run.kill_and_measure());
  }
  std::sort(times.begin(), times.end());
  std::cout << fmt::format("static_membership {:5}: {} kills, first new result after {:.0f} ms (median), {:.0f} ms (worst)\n", static_membership,
                           kills, times[times.size() / 2], times.back())
            << std::flush;
}

}  // namespace
}  // namespace iw::bench

int main(int argc, char** argv) {
  const int kills = argc > 1 ? std::stoi(argv[1]) : 10;
  iw::bench::measure(true, kills);
  iw::bench::measure(false, std::min(kills, 3));  // half a minute each
}
