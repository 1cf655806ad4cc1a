// Three Kafka brokers, each a controller too (KRaft), for tests of losing one: topics have three copies and need two to write. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "tests/support/kafka_server.hpp"

namespace iw::testing {

/// All three are started by the constructor and killed by the destructor. With one of them away it goes on; with two it stands still.
class KafkaCluster {
 public:
  static constexpr int kNodes = 3;
  /// Throws when the cluster does not come up in time.
  KafkaCluster();

  /// Addresses of all three, for bootstrap.servers.
  [[nodiscard]] std::string brokers() const;
  /// SIGKILL for one, 0 to 2.
  void kill(int node) { node_at(node).kill(); }
  /// Starts it again and waits until all that run know each other and, when all run, every partition has all its copies in sync: only then can
  /// another one be lost without harm. Throws when that takes too long.
  void start(int node);
  /// Which node leads this partition; -1 when none does.
  [[nodiscard]] int leader_of(const std::string& topic, std::int32_t partition) const;

 private:
  [[nodiscard]] bool in_sync() const;
  [[nodiscard]] KafkaServer& node_at(int node) { return *nodes_.at(static_cast<std::size_t>(node)); }

  std::array<std::unique_ptr<KafkaServer>, kNodes> nodes_;
};

/// The partition of __consumer_offsets or __transaction_state, of this many, that a name belongs to: Java's String.hashCode, as the broker reckons.
[[nodiscard]] std::int32_t coordinator_partition(const std::string& name, std::int32_t partitions);

}  // namespace iw::testing
