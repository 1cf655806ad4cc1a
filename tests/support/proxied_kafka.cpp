#include "tests/support/proxied_kafka.hpp"

namespace iw::testing {

ProxiedKafka::ProxiedKafka(const std::string& extra)
    : proxy(behind_, ChaosProxy::Protocol::kafka, free_port_pair()), server(port_, "", proxied_listener(port_, behind_, proxy.port()) + extra) {
  server.wait_until_ready();
}

ProxiedKafka& ProxiedKafka::shared() {
  static ProxiedKafka kafka;
  kafka.proxy.heal();
  return kafka;
}

}  // namespace iw::testing
