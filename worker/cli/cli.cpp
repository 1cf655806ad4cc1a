#include "worker/cli/cli.hpp"

#include <librdkafka/rdkafka.h>

#include <csignal>
#include <exception>
#include <iostream>
#include <string>

#include "common/descriptors.hpp"

namespace iw {

namespace {

std::string version_text() { return std::string{"import-worker " IMPORT_WORKER_VERSION " (librdkafka "} + rd_kafka_version_str() + ")"; }

/// CLI11 has an exit status per kind of mistake; ours is one: usage.
int explain_usage(const CLI::App& program, const CLI::ParseError& error) { return program.exit(error, std::cout, std::cerr) == 0 ? kDone : kUsage; }

}  // namespace

int run_cli(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe or peer is an error value, not the end of the process
  (void)raise_descriptor_limit();
  CLI::App program{"Takes WeChat cloud database import requests from Kafka, calls the import API, and publishes exactly one result for each.",
                   "import-worker"};
  program.set_version_flag("--version", version_text());
  program.require_subcommand(1);
  program.footer("Exit status: 0 done, 1 failed, 2 usage or configuration. `import-worker COMMAND --help` says more of each command.");
  int status = kDone;
  add_run(program, status);
  add_demo(program, status);
  add_check(program, status);
  add_topics(program, status);
  add_explain(program, status);
  add_sandbox(program, status);
  for (CLI::App* command : program.get_subcommands({})) command->set_version_flag("--version", version_text());
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return explain_usage(program, error);
  } catch (const std::exception& error) {
    std::cerr << "import-worker: " << error.what() << '\n';
    return kFailed;
  }
  return status;
}

}  // namespace iw
