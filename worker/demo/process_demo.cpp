// The demo on a real Kafka: the worker is a process of its own, killed with SIGKILL in the middle and started again.
#include <fmt/format.h>
#include <httplib.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <utility>

#include "worker/demo/call_audit.hpp"
#include "worker/demo/demo.hpp"
#include "worker/demo/demo_client.hpp"
#include "worker/demo/demo_requests.hpp"
#include "worker/demo/demo_settings.hpp"
#include "worker/demo/demo_tally.hpp"
#include "worker/demo/progress.hpp"
#include "worker/demo/worker_process.hpp"
#include "worker/sandbox/sandbox.hpp"
#include "worker/settings/describe_settings.hpp"

namespace iw {

namespace {

constexpr int kPartitions = 4;
constexpr int kLatencyMs = 200;  // long enough that a kill meets calls under way
constexpr std::chrono::seconds kPatience{120};

/// A folder of the demo's own, gone afterwards.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("import-worker-demo-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Topics of this run alone, so that each run begins empty.
Settings settings_of(const DemoOptions& options) {
  Settings settings = demo_settings();
  const auto run = "demo-" + std::to_string(::getpid());
  settings.kafka.brokers = options.brokers;
  settings.kafka.group = run;
  settings.kafka.topics = {run + ".requests", run + ".results", run + ".dead-letters", settings.kafka.topics.tracking};
  settings.kafka.static_membership = true;  // the same name again within the session timeout: no rebalance
  return settings;
}

/// The worker process's configuration; its token comes from a file, since a configuration that is written out holds no secrets.
void write_configuration(Settings settings, const Folder& folder) {
  std::ofstream{folder.file("token")} << settings.accounts.front().token.value.reveal();
  settings.accounts.front() = {.name = "default", .token = {.kind = TokenKind::file, .path = folder.file("token")}};
  std::ofstream{folder.file("worker.yaml")} << describe_settings(settings);
}

/// Collects events until `until` requests have theirs.
struct Collector {
  TopicReader& results;
  DemoTally tally;
  CallAudit audit;
  Progress progress;

  bool collect(std::size_t until, std::size_t all) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (tally.requests() < until && std::chrono::steady_clock::now() < give_up) {
      if (const auto event = results.next(std::chrono::milliseconds{100})) {
        tally.add(*event);
        audit.add_event(*event);
      }
      progress.show(tally.requests(), all, tally.summary());
    }
    progress.end();
    return tally.requests() >= until;
  }
};

void add_calls(const Sandbox& sandbox, CallAudit& audit) {
  httplib::Client client{sandbox.base_url()};
  std::size_t seen = 0;
  for (;;) {
    const auto answer = client.Get("/sandbox/calls?limit=10000&from=" + std::to_string(seen));
    if (!answer || answer->body.empty()) return;
    std::istringstream lines{answer->body};
    for (std::string line; std::getline(lines, line); ++seen) audit.add_call(line);
  }
}

bool report(const Collector& seen, std::uint32_t requests) {
  std::cout << '\n' << seen.tally.table() << '\n';
  const auto lost = requests - std::min<std::size_t>(requests, seen.tally.requests());
  const auto twice = seen.audit.inserts_executed_twice();
  const auto wrong = seen.audit.wrong_job_ids();
  std::cout << fmt::format(
                   "requests without an event: {}\nevents beyond one per request: {}\nINSERTs that the API executed twice: {}\naccepted events whose "
                   "job_id the API did not give: {}\n",
                   lost, seen.tally.told_twice(), twice, wrong)
            << fmt::format("UPSERTs that the API executed again (their policy is resubmit): {}\n", seen.audit.executed_again());
  const auto doubtful = seen.audit.in_doubt();
  std::cout << fmt::format("jobs in doubt, their call was under way at the kill: {}\n", doubtful.size());
  for (const auto& line : doubtful) std::cout << "  " << line << '\n';
  return lost == 0 && seen.tally.told_twice() == 0 && twice == 0 && wrong == 0;
}

}  // namespace

Result<bool> run_kafka_demo(const DemoOptions& options) {
  Settings settings = settings_of(options);
  auto sandbox = Sandbox::create({.calls_file = {}, .faults = demo_faults(options.fault_percent, kLatencyMs)});
  if (!sandbox) return sandbox.error();
  settings.api.base_url = (*sandbox)->base_url();
  if (auto made = create_topics(settings.kafka, kPartitions); !made) return made.error();
  const Folder folder;
  write_configuration(settings, folder);
  if (auto sent = send_demo_requests(settings.kafka, options.requests); !sent) return sent.error();
  auto results = TopicReader::open(settings.kafka, settings.kafka.topics.results);
  if (!results) return results.error();

  Collector seen{**results, {}, {}, {}};
  seen.progress.say(fmt::format("Kafka on {}, sandbox API on {}, {} requests sent, {} % of the calls will be answered -1 or -1000", options.brokers,
                                settings.api.base_url, options.requests, options.fault_percent));
  WorkerProcess worker{options.program, folder.file("worker.yaml"), folder.file("worker.log")};
  if (auto started = worker.start(); !started) return started.error();
  if (!seen.collect(options.requests * 2 / 5, options.requests))
    return Error{"the worker makes no progress; run with --verbose, or try import-worker check"};
  worker.kill();
  seen.progress.say("SIGKILL: the worker is gone in the middle of its calls; starting it again under the same name");
  if (auto started = worker.start(); !started) return started.error();
  (void)seen.collect(options.requests, options.requests);
  const int status = worker.stop();
  seen.progress.say(fmt::format("SIGTERM: drained, exit status {}", status));
  add_calls(**sandbox, seen.audit);
  return report(seen, options.requests);
}

}  // namespace iw
