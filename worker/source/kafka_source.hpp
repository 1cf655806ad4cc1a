// Requests from Kafka, on demand: a consumer in the group, each assigned partition with a queue of its own. Loop thread, except what create() starts.
// It answers rebalances only when the engine has drained (release) or has the committed state (assign), while polling goes on. It decodes nothing.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/error.hpp"
#include "common/kafka/client.hpp"
#include "common/log/repeated.hpp"
#include "worker/ports/request_source.hpp"
#include "worker/settings/settings.hpp"
#include "worker/kafka/kafka_membership.hpp"
#include "worker/source/kafka_wakeup.hpp"

namespace iw {

/// RequestSource on librdkafka.
class KafkaSource final : public RequestSource {
 public:
  /// Makes the consumer; connecting happens in the background. The error names an option that librdkafka refuses.
  [[nodiscard]] static Result<std::unique_ptr<KafkaSource>> create(boost::asio::io_context& loop, const KafkaSettings& settings,
                                                                   KafkaMembership& membership);
  ~KafkaSource() override;

  /// Who is told; set once, before the loop runs.
  void report_to(SourceEvents& events) { events_ = &events; }
  /// Joins the group, once.
  void subscribe();
  /// Serves what librdkafka has to say. To be called at least every 100 ms, and whenever it wakes us.
  void poll();
  /// Leaves the group (with static membership: only stops). closed() tells when that is over.
  void close();
  [[nodiscard]] bool closed() const;

  /// The group has given us an assignment, perhaps an empty one.
  [[nodiscard]] bool joined() const { return joined_; }
  /// What keeps us from reading, for people; empty when nothing is known to.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  /// The consumer is of no more use, for this reason: the process should end and start anew. Empty while all is well.
  [[nodiscard]] const std::string& fatal() const { return fatal_; }
  /// The consumer, for reading committed offsets from other threads.
  [[nodiscard]] std::shared_ptr<kafka::Client> client() const { return client_; }

  void start(PartitionId partition, std::int64_t offset) override;
  [[nodiscard]] Taken take(PartitionId partition) override;
  void release(const std::vector<PartitionId>& partitions) override;
  void take_up_again() override;
  [[nodiscard]] std::int64_t high_watermark(PartitionId partition) const override;

 private:
  enum class Rebalance : std::uint8_t { none, reading, draining };

  KafkaSource(boost::asio::io_context& loop, const KafkaSettings& settings, KafkaMembership& membership);
  void serve(rd_kafka_event_t* event);
  void on_rebalance(rd_kafka_event_t* event);
  void read_committed_then_assign(std::vector<PartitionId> partitions);
  void assign(const std::vector<CommittedOffset>& partitions);
  void unassign();
  void start_over();
  void find_out_why(PartitionId partition, rd_kafka_resp_err_t code, std::string text);
  void fail_for_good();
  void note(rd_kafka_resp_err_t code, std::string_view text);
  [[nodiscard]] Taken judge(PartitionId partition, const rd_kafka_message_t& message);

  boost::asio::io_context& loop_;
  const KafkaSettings& settings_;
  KafkaMembership& membership_;
  SourceEvents* events_ = nullptr;
  std::shared_ptr<kafka::Client> client_;
  kafka::QueueHandle main_queue_;
  std::map<PartitionId, kafka::QueueHandle> queues_;  ///< of started partitions
  std::map<PartitionId, std::int64_t> starts_;        ///< collected while on_assigned runs
  std::vector<PartitionId> owned_;                    ///< all that the group gave us
  std::vector<PartitionId> revoked_;                  ///< asked back, the drain is under way
  Rebalance rebalance_ = Rebalance::none;
  std::atomic<std::uint64_t> assignment_{0};  ///< counts assignments: what was asked for an earlier one is dropped. Written on the loop thread
  bool joined_ = false;
  bool subscribed_ = false;
  bool closing_ = false;
  std::string trouble_;
  Repeated troubles_;
  std::string last_break_;  ///< how the last connection ended; it becomes a trouble only when no broker is left
  std::string fatal_;
  std::set<PartitionId> stopped_partitions_;  ///< reading them cannot go on
  std::shared_ptr<std::atomic<bool>> stopped_ = std::make_shared<std::atomic<bool>>(false);
  KafkaWakeup wakeup_;
  boost::asio::thread_pool reader_{1};  ///< reads committed offsets, which blocks
};

}  // namespace iw
