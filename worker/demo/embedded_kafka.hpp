// librdkafka's mock cluster: a broker inside the process, for the demo. Main thread.
// It stores no committed offsets, shows aborted records, and fences nobody (guarantee.md): it lets the worker run, and proves nothing about the
// guarantee.
#pragma once

#include <memory>
#include <string>

#include "common/error.hpp"
#include "common/kafka/client.hpp"
#include "worker/settings/settings.hpp"

struct rd_kafka_mock_cluster_s;

namespace iw {

/// A mock cluster with the worker's topics.
class EmbeddedKafka {
 public:
  /// Makes the topics that `settings` names, with this many partitions each.
  [[nodiscard]] static Result<std::unique_ptr<EmbeddedKafka>> start(const KafkaSettings& settings, int partitions);
  ~EmbeddedKafka();
  EmbeddedKafka(const EmbeddedKafka&) = delete;
  EmbeddedKafka& operator=(const EmbeddedKafka&) = delete;
  /// For bootstrap.servers.
  [[nodiscard]] std::string brokers() const;

 private:
  EmbeddedKafka() = default;
  std::unique_ptr<kafka::Client> host_;  ///< the mock cluster lives in a client's threads
  rd_kafka_mock_cluster_s* cluster_ = nullptr;
};

}  // namespace iw
