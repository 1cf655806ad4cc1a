// The settings of the demo's worker: the defaults, with waits short enough to watch. Pure.
#pragma once

#include <string>

#include "worker/settings/settings.hpp"

namespace iw {

/// Without brokers and base_url: the demo fills them in.
[[nodiscard]] Settings demo_settings();

}  // namespace iw
