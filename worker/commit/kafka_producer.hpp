// One transactional producer and its blocking calls: a cycle from begin to commit, and what its errors mean. Commit thread only.
// It retries nothing beyond what librdkafka does by itself, and after an unknown end or an abort it is of no more use.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/error.hpp"
#include "common/kafka/client.hpp"
#include "common/kafka/kafka_error.hpp"
#include "worker/ports/cycle.hpp"
#include "worker/commit/kafka_topics.hpp"
#include "worker/settings/settings.hpp"
#include "worker/kafka/kafka_membership.hpp"

namespace iw {

/// A producer of this worker's transactional.id.
class KafkaProducer {
 public:
  /// `one_by_one`: each record is a batch of its own, slow, but the broker's verdict is about it alone.
  /// Makes the client, checks the topics, and fences every earlier producer of the same transactional.id. Blocks for up to about 30 s; may be tried
  /// again.
  [[nodiscard]] static Result<std::unique_ptr<KafkaProducer>> create(const KafkaSettings& settings, bool one_by_one);
  /// Blocks until what is on its way has been answered, at most 2 s, and then as long as librdkafka's threads take to end.
  ~KafkaProducer();

  /// Runs one transaction, each of its calls bounded by the transaction timeout. The result comes without the cycle.
  [[nodiscard]] CycleResult run(const Cycle& cycle, const KafkaMembership::Shared& membership);
  /// Another producer of the same name has taken over, or the broker gave our transaction up: this one commits nothing any more.
  [[nodiscard]] bool is_fenced() const { return fenced_; }
  /// A transaction of it was aborted: another one has to make the next.
  [[nodiscard]] bool is_spent() const { return spent_; }

 private:
  explicit KafkaProducer(const KafkaSettings& settings) : settings_(settings) {}
  void note_refusal(RecordPlace place, const kafka::KafkaError& error);
  void on_delivery(const rd_kafka_message_t& message);
  [[nodiscard]] kafka::KafkaError produce_all(const Cycle& cycle);
  [[nodiscard]] kafka::KafkaError produce(const OutgoingRecord& record, RecordPlace place);
  /// How a transaction ended that did not come to its commit.
  struct Failed {
    CycleEnd end;
    std::string why;
  };
  [[nodiscard]] std::optional<Failed> fill(const Cycle& cycle, const rd_kafka_consumer_group_metadata_t& membership);
  [[nodiscard]] Result<bool> is_forgotten(const Cycle& cycle) const;
  [[nodiscard]] kafka::KafkaError send_offsets(const Cycle& cycle, const rd_kafka_consumer_group_metadata_t& membership);
  [[nodiscard]] std::string with_cause(const kafka::KafkaError& error) const;
  void note_fence(const kafka::KafkaError& error);
  [[nodiscard]] CycleEnd abort(const kafka::KafkaError& why);
  [[nodiscard]] int timeout_ms() const { return static_cast<int>(settings_.transaction_timeout.count()); }

  const KafkaSettings& settings_;
  std::unique_ptr<kafka::Client> client_;
  std::unique_ptr<KafkaTopics> topics_;
  bool fenced_ = false;
  bool spent_ = false;
  std::vector<Refusal> refused_;        ///< of the cycle under way
  kafka::KafkaError delivery_failure_;  ///< of the cycle under way: the first
};

}  // namespace iw
