// `import-worker check`: reads the configuration, connects to Kafka and to the API, says what is wrong.
#include <algorithm>
#include <iostream>
#include <memory>

#include "worker/cli/checks.hpp"
#include "worker/cli/cli.hpp"
#include "worker/settings/describe_settings.hpp"

namespace iw {

namespace {

int check(const std::string& path, bool show) {
  auto loaded = load_or_explain(path);
  if (!loaded) return kUsage;
  if (show) std::cout << describe_settings(loaded->settings);
  std::cout << "ok      configuration: " << path << '\n';
  std::cerr << "connecting to Kafka (" << loaded->settings.kafka.brokers << ") and to the API, for up to half a minute\n";
  auto findings = check_kafka(loaded->settings);
  const auto add = [&findings](const std::vector<Finding>& more) { findings.insert(findings.end(), more.begin(), more.end()); };
  add(add_accounts_of_directory(loaded->settings));
  add(check_api(*loaded));
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
