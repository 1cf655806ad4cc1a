#include "worker/demo/demo_requests.hpp"

#include <fmt/format.h>

namespace iw {

namespace {

constexpr std::uint32_t kPoisonEvery = 100;
constexpr std::uint32_t kMissingEvery = 50;

std::string poison(std::uint32_t n) {
  switch (n / kPoisonEvery % 3) {
    case 0:
      return "this is not JSON";
    case 1:
      return R"({"env":"demo-env","collection_name":"orders","file_type":1,"stop_on_error":false,"conflict_mode":2})";
    default:
      return R"({"env":"demo-env","collection_name":"orders","file_path":"cloud://demo/orders.json","file_type":1,"stop_on_error":false,"conflict_mode":2})";
  }
}

}  // namespace

std::string demo_request(std::uint32_t n) {
  if (n % kPoisonEvery == kPoisonEvery - 1) return poison(n);
  const bool missing = n % kMissingEvery == kMissingEvery / 2;
  return fmt::format(
      R"({{"env":"demo-env","collection_name":"orders","file_path":"{}/{}.json","file_type":"json","stop_on_error":false,"conflict_mode":"{}"}})",
      missing ? "missing" : "imports", n, n % 5 == 0 ? "insert" : "upsert");
}

std::string demo_faults(int percent, int latency_ms) {
  // The sandbox answers -503003 for paths under missing/ by itself.
  const double half = percent / 200.0;
  return fmt::format(R"({{"seed":7,"latency_ms":{},"shares":{{"-1":{:.3f},"-1000":{:.3f}}}}})", latency_ms, half, half);
}

}  // namespace iw
