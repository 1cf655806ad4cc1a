// A real Kafka broker for tests: one KRaft node, run by deploy/local-kafka as a process of its own. One thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace iw::testing {

/// A broker with a folder of its own. Started by the constructor, killed and cleaned away by the destructor.
class KafkaServer {
 public:
  /// `extra` are lines of server.properties; what they say twice, the later line decides. Throws when the broker does not come up in time.
  explicit KafkaServer(const std::string& extra = "");
  /// A node of a cluster: `extra` names its voters. It is launched and not waited for: alone it never answers.
  /// `version` is Kafka's; empty: the usual one.
  KafkaServer(std::uint16_t port, const std::string& cluster_id, const std::string& extra, const std::string& version = "");
  ~KafkaServer();
  KafkaServer(const KafkaServer&) = delete;
  KafkaServer& operator=(const KafkaServer&) = delete;

  /// The one broker that the tests of a program share.
  [[nodiscard]] static KafkaServer& shared();

  [[nodiscard]] std::string brokers() const { return "127.0.0.1:" + std::to_string(port_); }
  /// Other lines of server.properties, for its next start.
  void set_extra(const std::string& extra) const;
  /// SIGKILL, as a power cut would.
  void kill();
  /// Starts it again on the same data and waits until it answers.
  void start();
  /// Starts its process; for a node whose quorum is not there yet.
  void launch();
  /// Waits until it knows of so many brokers, itself included. Throws with its log when the time is over.
  void wait_until_ready(int wanted = 1) const;
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  std::string folder_;
  std::uint16_t port_;
  std::string cluster_id_;  ///< empty: a cluster of its own
  std::string version_;     ///< empty: the usual one
  pid_t pid_ = -1;
};

/// Makes the calling process deploy/local-kafka with these arguments, for a Kafka of this version (empty: the usual one). For the child of a fork.
[[noreturn]] void become_local_kafka(const std::string& version, std::vector<std::string> arguments);

/// Lines for `extra`: a second listener on `listen`, known to clients by `advertised`, the port of a proxy before it. `port` is the first listener's.
[[nodiscard]] std::string proxied_listener(std::uint16_t port, std::uint16_t listen, std::uint16_t advertised);

/// A TCP port of the loopback interface that is free, and the next one too.
[[nodiscard]] std::uint16_t free_port_pair();

}  // namespace iw::testing
