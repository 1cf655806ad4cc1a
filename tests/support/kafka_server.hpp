// A real Kafka broker for tests: one KRaft node, run by deploy/local-kafka as a process of its own. One thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace iw::testing {

/// A broker with a folder of its own. Started by the constructor, killed and cleaned away by the destructor.
class KafkaServer {
 public:
  /// `extra` are lines of server.properties. Throws when the broker does not come up within a minute.
  explicit KafkaServer(const std::string& extra = "");
  ~KafkaServer();
  KafkaServer(const KafkaServer&) = delete;
  KafkaServer& operator=(const KafkaServer&) = delete;

  /// The one broker that the tests of a program share.
  [[nodiscard]] static KafkaServer& shared();

  [[nodiscard]] std::string brokers() const { return "127.0.0.1:" + std::to_string(port_); }
  /// SIGKILL, as a power cut would.
  void kill();
  /// Starts it again on the same data and waits until it answers.
  void start();

 private:
  void wait_until_ready();
  std::string folder_;
  std::uint16_t port_;
  pid_t pid_ = -1;
};

/// A TCP port of the loopback interface that is free, and the next one too.
[[nodiscard]] std::uint16_t free_port_pair();

}  // namespace iw::testing
