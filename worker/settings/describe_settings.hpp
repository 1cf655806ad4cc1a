// The effective configuration as text, for `import-worker check`. Pure, any thread.
#pragma once

#include <string>

#include "worker/settings/settings.hpp"

namespace iw {

/// YAML with every key and its value, defaults included; secrets stand as *****. Without secrets in it, load_settings reads it back to the same
/// settings.
[[nodiscard]] std::string describe_settings(const Settings& settings);

}  // namespace iw
