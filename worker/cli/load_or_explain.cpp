#include "worker/cli/load_or_explain.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <iostream>
#include <utility>

#include "worker/settings/load_settings.hpp"

namespace iw {

namespace {

/// A core dump would hold tokens and secrets.
void forbid_core_dumps() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);  // also where a program takes the dumps, which the limit does not stop; and no other user's process may look in
}

}  // namespace

void add_config_option(CLI::App& command, std::string& path) { command.add_option("--config", path, "Configuration file")->capture_default_str(); }

std::optional<Loaded> load_or_explain(const std::string& path) {
  forbid_core_dumps();
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
