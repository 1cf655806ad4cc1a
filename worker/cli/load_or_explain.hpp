// What commands that need the configuration have in common. Main thread.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "worker/answer/error_class.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// The configuration and the class table with its overrides.
struct Loaded {
  Settings settings;
  ErrorTable errors;
};

/// Adds --config.
void add_config_option(CLI::App& command, std::string& path);
/// Loads the file; on problems prints all of them to standard error and returns nothing (exit status 2). From here on the process leaves no core
/// dump: it holds secrets.
[[nodiscard]] std::optional<Loaded> load_or_explain(const std::string& path);

}  // namespace iw
