#include "common/failpoint.hpp"

#ifdef IMPORT_WORKER_FAILPOINTS

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>

namespace iw {

namespace {

/// What the environment asks for.
struct Order {
  std::string name;
  int passes = 1;
  std::string action;
};

Order read_order() {
  const char* text = std::getenv("IMPORT_WORKER_FAILPOINT");
  if (text == nullptr) return {};
  const std::string order{text};
  const auto first = order.find(':'), second = order.find(':', first + 1);
  // A misspelt order must not look like a test that passed.
  if (first == std::string::npos || second == std::string::npos) std::abort();
  return {order.substr(0, first), std::stoi(order.substr(first + 1, second - first - 1)), order.substr(second + 1)};
}

void carry_out(const std::string& action) {
  if (action == "kill") ::kill(::getpid(), SIGKILL);
  if (action == "stop") ::kill(::getpid(), SIGSTOP);
  if (action == "hang")
    while (true) ::pause();
}

}  // namespace

void failpoint(std::string_view name) {
  static const Order order = read_order();
  static std::atomic<int> passed{0};
  if (name == order.name && ++passed == order.passes) carry_out(order.action);
}

}  // namespace iw

#endif
