// `import-worker run`: the worker, until a signal ends it.
#include <unistd.h>

#include <boost/asio/signal_set.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "common/log/log.hpp"
#include "worker/cli/cli.hpp"
#include "worker/cli/load_or_explain.hpp"
#include "worker/worker.hpp"

namespace iw {

namespace {

/// A process whose threads may hang in librdkafka ends without asking them. What matters has committed or stands in the ledger.
[[noreturn]] void end_now(int status) {
  stop_log();
  ::_exit(status);
}

void stop_on_signals(boost::asio::signal_set& signals, Worker& worker) {
  signals.async_wait([&signals, &worker](const boost::system::error_code& error, int) {
    if (error) return;
    worker.stop();
    signals.async_wait([](const boost::system::error_code& second, int) {
      if (second) return;
      log_warn("second signal: ending at once, what is open stays in the ledger");
      end_now(kFailed);
    });
  });
}

int run(const std::string& path) {
  const auto loaded = load_or_explain(path);
  if (!loaded) return kUsage;
  start_log(log_level_of(loaded->settings.log.level), loaded->settings.log.json);
  log_info("import-worker starts", {{"version", IMPORT_WORKER_VERSION},
                                    {"librdkafka", rd_kafka_version_str()},
                                    {"group", loaded->settings.kafka.group},
                                    {"instance", loaded->settings.kafka.instance}});
  auto worker = Worker::create(loaded->settings, loaded->errors);
  if (!worker) {
    std::cerr << "import-worker: " << worker.error().message << '\n';
    return kUsage;
  }
  if (auto open = (*worker)->open_admin_port(); !open) {
    stop_log();
    std::cerr << "import-worker: " << open.error().message << '\n';
    return kFailed;
  }
  boost::asio::signal_set signals{(*worker)->loop(), SIGTERM, SIGINT};
  stop_on_signals(signals, **worker);
  const bool clean = (*worker)->run();
  log_info(clean ? "drained, goodbye" : "ended before the drain was over");
  end_now(clean ? kDone : kFailed);
}

}  // namespace

void add_run(CLI::App& program, int& status) {
  auto path = std::make_shared<std::string>("config/worker.yaml");
  CLI::App* command = program.add_subcommand("run", "Run the worker until SIGTERM or SIGINT");
  add_config_option(*command, *path);
  command->callback([path, &status] { status = run(*path); });
}

}  // namespace iw
