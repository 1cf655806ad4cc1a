// Makes Settings out of a configuration file and the environment (contract, section 5). Called once at start, any thread.
// It connects to nothing and logs nothing. It reads one file: those that the configuration names (ca_file, value_file, path) are opened by who needs
// them.
#pragma once

#include <string>
#include <vector>

#include "common/config/environment.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// What came of loading: the settings, or all that is wrong at once.
struct LoadedSettings {
  Settings settings;                  ///< to be used only when ok()
  std::vector<std::string> problems;  ///< one line each: file, line, key, what was expected, what was found; never a secret's value
  [[nodiscard]] bool ok() const { return problems.empty(); }
};

/// Reads the file at `path`. `environment` serves ${NAME} and the IMPORT_WORKER__… overrides; a process passes config::process_environment().
[[nodiscard]] LoadedSettings load_settings(const std::string& path, const config::Environment& environment);

}  // namespace iw
