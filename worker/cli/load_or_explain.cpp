#include "worker/cli/load_or_explain.hpp"

#include <iostream>
#include <utility>

#include "worker/settings/load_settings.hpp"

namespace iw {

void add_config_option(CLI::App& command, std::string& path) { command.add_option("--config", path, "Configuration file")->capture_default_str(); }

std::optional<Loaded> load_or_explain(const std::string& path) {
  auto loaded = load_settings(path, config::process_environment());
  ErrorTable errors = ErrorTable::shipped();
  if (loaded.ok())
    for (const auto& [key, name] : loaded.settings.retry.classes)
      if (auto set = errors.override_class(key, name); !set) loaded.problems.push_back(path + ": retry.classes." + key + ": " + set.error().message);
  if (loaded.ok()) return Loaded{std::move(loaded.settings), std::move(errors)};
  for (const auto& problem : loaded.problems) std::cerr << problem << '\n';
  std::cerr << path << ": " << loaded.problems.size() << (loaded.problems.size() == 1 ? " problem" : " problems") << "; nothing was started\n";
  return std::nullopt;
}

}  // namespace iw
