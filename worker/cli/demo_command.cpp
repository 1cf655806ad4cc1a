// `import-worker demo`.
#include <iostream>
#include <memory>

#include "common/log/log.hpp"
#include "worker/cli/cli.hpp"
#include "worker/demo/demo.hpp"

namespace iw {

namespace {

int show_demo(const DemoOptions& options, bool verbose) {
  start_log(verbose ? LogLevel::info : LogLevel::error, false);
  const auto complete = options.brokers.empty() ? run_embedded_demo(options) : run_kafka_demo(options);
  stop_log();
  if (complete) return *complete ? kDone : kFailed;
  std::cerr << "import-worker demo: " << complete.error().message << '\n';
  return kFailed;
}

}  // namespace

void add_demo(CLI::App& program, int& status) {
  auto* command = program.add_subcommand("demo", "Show the main job in one process: embedded broker, sandbox API, 500 requests. Nothing to install");
  const auto options = std::make_shared<DemoOptions>();
  const auto verbose = std::make_shared<bool>(false);
  options->program = "/proc/self/exe";
  command->add_option("--requests", options->requests, "How many requests")->capture_default_str()->check(CLI::Range(1, 100000));
  command->add_option("--faults", options->fault_percent, "Percent of the calls that are answered -1 or -1000")
      ->capture_default_str()
      ->check(CLI::Range(0, 90));
  command->add_option("--brokers", options->brokers,
                      "A real Kafka to use instead: the worker becomes a process of its own and is killed in the middle");
  command->add_flag("--verbose", *verbose, "The worker's log on standard error");
  command->callback([options, verbose, &status] { status = show_demo(*options, *verbose); });
}

}  // namespace iw
