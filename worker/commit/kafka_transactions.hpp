// The commit side on Kafka: a thread runs the blocking transaction calls, and the loop watches it. Loop thread.
// When a call hangs past all its times, thread and producer are abandoned and new ones take over; the engine then reads back what landed.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/kafka/client.hpp"
#include "common/log/repeated.hpp"
#include "worker/commit/kafka_commit_thread.hpp"
#include "worker/ports/transactions.hpp"
#include "worker/settings/settings.hpp"
#include "worker/kafka/kafka_membership.hpp"

namespace iw {

/// Transactions on librdkafka.
class KafkaTransactions final : public Transactions {
 public:
  /// Starts to initialise a producer at once, and tries until it can. `consumer` reads committed offsets back.
  KafkaTransactions(boost::asio::io_context& loop, const KafkaSettings& settings, KafkaMembership& membership,
                    std::shared_ptr<kafka::Client> consumer);
  ~KafkaTransactions() override;

  /// Who is told; set once, before the loop runs.
  void report_to(CommitEvents& events) { events_ = &events; }
  /// Looks after the thread; to be called about once a second.
  void watch();
  /// A producer is initialised.
  [[nodiscard]] bool ready() const { return ready_; }
  /// Why not, for people.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  /// Ends the thread. False: it hangs in librdkafka, and the process can end only by force.
  [[nodiscard]] bool stop(std::chrono::milliseconds patience);

  void run(Cycle cycle) override;
  void read_back(std::vector<PartitionId> partitions) override;

 private:
  void start_thread();
  void on_ready();
  void on_trouble(std::string why);
  void on_end(CycleResult result);

  boost::asio::io_context& loop_;
  const KafkaSettings& settings_;
  KafkaMembership& membership_;
  std::shared_ptr<kafka::Client> consumer_;
  CommitEvents* events_ = nullptr;
  std::shared_ptr<KafkaCommitThread> thread_;
  bool ready_ = false;
  bool hung_ = false;  ///< a thread was abandoned
  std::string trouble_;
  Repeated troubles_;
  int aborts_in_a_row_ = 0;
  std::shared_ptr<Cycle> cycle_;            ///< under way; the thread only reads it
  std::vector<PartitionId> reading_back_;  ///< asked for, not answered yet
};

}  // namespace iw
