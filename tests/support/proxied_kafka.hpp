// One Kafka broker with a proxy before it: a worker goes through the proxy with everything, test clients go straight to the broker. One thread.
#pragma once

#include <string>

#include "tests/support/chaos_proxy.hpp"
#include "tests/support/kafka_server.hpp"

namespace iw::testing {

/// The broker's second listener advertises the proxy's port, so that a client which began there never leaves it.
class ProxiedKafka {
 public:
  explicit ProxiedKafka(const std::string& extra = "");
  /// The one that the tests of a program share, without faults. Who uses it starts the broker again and heals the proxy.
  [[nodiscard]] static ProxiedKafka& shared();
  /// The way round the proxy.
  [[nodiscard]] std::string direct() const { return server.brokers(); }
  /// The way through the proxy.
  [[nodiscard]] std::string proxied() const { return proxy.address(); }

 private:
  std::uint16_t port_ = free_port_pair();
  std::uint16_t behind_ = free_port_pair();

 public:
  ChaosProxy proxy;
  KafkaServer server;
};

}  // namespace iw::testing
