// `import-worker check`: reads the configuration, connects to Kafka and to the API, says what is wrong.
#include <algorithm>
#include <future>
#include <iostream>
#include <memory>

#include "worker/cli/checks.hpp"
#include "worker/cli/cli.hpp"
#include "worker/settings/describe_settings.hpp"

namespace iw {

namespace {

constexpr std::chrono::milliseconds kPatience{12'000};

int check(const std::string& path, bool show) {
  auto loaded = load_or_explain(path);
  if (!loaded) return kUsage;
  if (show) std::cout << describe_settings(loaded->settings);
  std::cout << "ok      configuration: " << path << '\n';
  std::cerr << "connecting to Kafka (" << loaded->settings.kafka.brokers << ") and to the API, which may take a quarter of a minute\n";
  const auto accounts = add_accounts_of_directory(loaded->settings);
  // A worker waits for as long as it is told to; whoever checks is a person.
  loaded->settings.api.timeout = std::min(loaded->settings.api.timeout, kPatience);
  loaded->settings.api.connect_timeout = std::min(loaded->settings.api.connect_timeout, kPatience);
  // Both at once: each may have to wait for somebody who is away.
  auto api = std::async(std::launch::async, [&loaded] { return check_api(*loaded); });
  auto findings = check_kafka(loaded->settings);
  const auto add = [&findings](const std::vector<Finding>& more) { findings.insert(findings.end(), more.begin(), more.end()); };
  add(accounts);
  add(api.get());
  for (const auto& finding : findings) std::cout << (finding.good ? "ok      " : "FAILED  ") << finding.text << '\n';
  return std::all_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.good; }) ? kDone : kFailed;
}

}  // namespace

void add_check(CLI::App& program, int& status) {
  auto path = std::make_shared<std::string>("config/worker.yaml");
  auto show = std::make_shared<bool>(false);
  auto* command = program.add_subcommand("check", "Read the configuration, connect to Kafka and to the API, and say what is wrong");
  add_config_option(*command, *path);
  command->add_flag("--show", *show, "Print the effective configuration, secrets as *****");
  command->callback([path, show, &status] { status = check(*path, *show); });
}

}  // namespace iw
