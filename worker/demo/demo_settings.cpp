#include "worker/demo/demo_settings.hpp"

namespace iw {

Settings demo_settings() {
  Settings settings;
  settings.kafka.group = "import-worker-demo";
  settings.kafka.instance = "demo-0";
  settings.kafka.static_membership = false;
  // The sandbox wants a token, and takes any.
  settings.accounts.push_back({.name = "default", .token = {.kind = TokenKind::static_value, .value = Secret{"a-token-for-the-sandbox"}}});
  settings.api.max_in_flight = 64;
  settings.retry.initial = std::chrono::milliseconds{200};
  settings.retry.max = std::chrono::milliseconds{2000};
  settings.admin.port = 0;
  return settings;
}

}  // namespace iw
