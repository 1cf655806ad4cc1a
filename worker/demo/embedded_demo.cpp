// The demo in one process: embedded broker, sandbox API, worker, requests, results.
#include <fmt/format.h>

#include <iostream>
#include <thread>
#include <utility>

#include "worker/demo/demo.hpp"
#include "worker/demo/demo_client.hpp"
#include "worker/demo/demo_requests.hpp"
#include "worker/demo/demo_settings.hpp"
#include "worker/demo/demo_tally.hpp"
#include "worker/demo/embedded_kafka.hpp"
#include "worker/demo/progress.hpp"
#include "worker/sandbox/sandbox.hpp"
#include "worker/worker.hpp"

namespace iw {

namespace {

constexpr int kPartitions = 4;
constexpr int kLatencyMs = 50;
constexpr std::chrono::seconds kPatience{60};

/// A worker on a thread of its own; drained and ended when destroyed.
class RunningWorker {
 public:
  explicit RunningWorker(Worker& worker) : worker_(worker), thread_([this] { (void)worker_.run(); }) {}
  ~RunningWorker() {
    worker_.stop();
    thread_.join();
  }
  RunningWorker(const RunningWorker&) = delete;
  RunningWorker& operator=(const RunningWorker&) = delete;

 private:
  Worker& worker_;
  std::thread thread_;
};

/// Reads result events until there is one for each request, or patience ends.
void collect(TopicReader& results, std::uint32_t requests, DemoTally& tally, Progress& progress) {
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (tally.requests() < requests && std::chrono::steady_clock::now() < give_up) {
    if (const auto event = results.next(std::chrono::milliseconds{100})) tally.add(*event);
    progress.show(tally.requests(), requests, tally.summary());
  }
  progress.end();
}

}  // namespace

Result<bool> run_embedded_demo(const DemoOptions& options) {
  Settings settings = demo_settings();
  auto kafka = EmbeddedKafka::start(settings.kafka, kPartitions);
  if (!kafka) return kafka.error();
  settings.kafka.brokers = (*kafka)->brokers();
  settings.kafka.keeps_offsets = false;
  auto sandbox = Sandbox::create({.calls_file = {}, .faults = demo_faults(options.fault_percent, kLatencyMs)});
  if (!sandbox) return sandbox.error();
  settings.api.base_url = (*sandbox)->base_url();

  auto worker = Worker::create(settings, ErrorTable::shipped());
  if (!worker) return worker.error();
  if (auto open = (*worker)->open_admin_port(); !open) return open.error();
  Progress progress;
  progress.say(fmt::format("embedded broker (librdkafka's mock cluster) on {}, sandbox API on {}, status page on http://127.0.0.1:{}/",
                           settings.kafka.brokers, settings.api.base_url, (*worker)->admin_port()));
  if (auto sent = send_demo_requests(settings.kafka, options.requests); !sent) return sent.error();
  progress.say(fmt::format("{} requests sent; {} % of the calls will be answered -1 or -1000 and retried", options.requests, options.fault_percent));
  auto results = TopicReader::open(settings.kafka, settings.kafka.topics.results);
  if (!results) return results.error();

  DemoTally tally;
  {
    const RunningWorker running{**worker};
    collect(**results, options.requests, tally, progress);
  }
  std::cout << '\n' << tally.table() << '\n';
  const bool complete = tally.requests() == options.requests && tally.told_twice() == 0;
  std::cout << (complete ? "each request has exactly one result event"
                         : fmt::format("{} of {} requests have an event, {} events too many", tally.requests(), options.requests, tally.told_twice()))
            << "\nThe embedded broker keeps no committed offsets and fences nobody: it cannot show the guarantee.\n"
               "For that: deploy/demo --kafka (a real Kafka, SIGKILL in the middle). Next: README.md, config/worker.yaml, import-worker explain -1\n";
  return complete;
}

}  // namespace iw
