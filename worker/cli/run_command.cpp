// `import-worker run`: the worker, until a signal ends it.
#include <unistd.h>

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <iostream>
#include <memory>
#include <string>

#include "common/descriptors.hpp"
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

void reload_on_hangup(boost::asio::signal_set& hangups, Worker& worker) {
  hangups.async_wait([&hangups, &worker](const boost::system::error_code& error, int) {
    if (error) return;
    worker.reload();
    reload_on_hangup(hangups, worker);
  });
}

/// Fewer calls at once where this machine has no descriptors for more; the admin port's share of them.
Result<AdminBounds> fit(Settings& settings) {
  const auto limit = raise_descriptor_limit();
  const auto plan = plan_descriptors(limit, settings.api.max_in_flight);
  if (!plan) return Error{"api.max_in_flight (" + std::to_string(settings.api.max_in_flight) + ") cannot be had: " + plan.error().message};
  if (plan->calls < settings.api.max_in_flight)
    log_warn("fewer calls at once than api.max_in_flight asks for: raise the hard limit of open descriptors (LimitNOFILE= in systemd, ulimits in a container)",
             {{"max_in_flight", settings.api.max_in_flight}, {"calls", plan->calls}, {"descriptors", limit}});
  settings.api.max_in_flight = plan->calls;
  return AdminBounds{.connections = plan->admin_connections};
}

int run(const std::string& path) {
  std::signal(SIGHUP, SIG_IGN);  // until it is waited for
  auto loaded = load_or_explain(path);
  if (!loaded) return kUsage;
  start_log(log_level_of(loaded->settings.log.level), loaded->settings.log.json);
  log_info("import-worker starts", {{"version", IMPORT_WORKER_VERSION},
                                    {"librdkafka", rd_kafka_version_str()},
                                    {"group", loaded->settings.kafka.group},
                                    {"instance", loaded->settings.kafka.instance}});
  const auto bounds = fit(loaded->settings);
  if (!bounds) {
    stop_log();
    std::cerr << "import-worker: " << bounds.error().message << '\n';
    return kFailed;
  }
  auto worker = Worker::create(loaded->settings, loaded->errors);
  if (!worker) {
    std::cerr << "import-worker: " << worker.error().message << '\n';
    return kUsage;
  }
  if (auto open = (*worker)->open_admin_port(*bounds); !open) {
    stop_log();
    std::cerr << "import-worker: " << open.error().message << '\n';
    return kFailed;
  }
  boost::asio::signal_set signals{(*worker)->loop(), SIGTERM, SIGINT};
  stop_on_signals(signals, **worker);
  boost::asio::signal_set hangups{(*worker)->loop(), SIGHUP};
  reload_on_hangup(hangups, **worker);
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
