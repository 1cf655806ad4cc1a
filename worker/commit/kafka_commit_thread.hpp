// The thread that runs the blocking transaction calls, with the producer that it owns. Made and ended on the loop thread; its answers are posted to
// the loop. It can be abandoned in the middle of a call: then it posts nothing more, and ends when the call returns.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/log/repeated.hpp"
#include "worker/commit/kafka_producer.hpp"

namespace iw {

/// What the thread tells the loop. All on the loop thread, never after abandon().
struct CommitThreadEvents {
  std::function<void()> on_ready;                   ///< a producer is initialised
  std::function<void(std::string why)> on_trouble;  ///< it cannot be, for now; tried on
  std::function<void()> on_fenced;                  ///< the producer of the running cycle was; a new one is made before on_cycle_end
  std::function<void(CycleResult)> on_cycle_end;    ///< after an unknown end a new producer is initialised already
  std::function<void(std::vector<CommittedOffset>)> on_read_back;
};

/// The thread. It keeps itself alive; who made it holds a shared_ptr to talk to it.
class KafkaCommitThread : public std::enable_shared_from_this<KafkaCommitThread> {
 public:
  KafkaCommitThread(boost::asio::io_context& loop, const KafkaSettings& settings, std::shared_ptr<kafka::Client> consumer, CommitThreadEvents events);
  /// Starts the thread, which first makes its producer.
  void start();
  /// One of these at a time.
  void run(std::shared_ptr<const Cycle> cycle, KafkaMembership::Shared membership);
  void read_back(std::vector<PartitionId> partitions);

  /// For how long the present blocking call has been under way; zero when none is.
  [[nodiscard]] Duration blocked_for(TimePoint now) const;
  /// No more events. The thread ends as soon as it can.
  void abandon();
  /// Waits for the thread's end, but not longer than this. False: it is still there.
  [[nodiscard]] bool wait_for_end(std::chrono::milliseconds time);

 private:
  void body();
  void make_producer(bool is_news = true);
  void replace_if_spent();
  void choose_batches(CycleResult& result);
  void run_cycle(std::shared_ptr<const Cycle> cycle, const KafkaMembership::Shared& membership);
  void read_committed_back(const std::vector<PartitionId>& partitions);
  [[nodiscard]] bool pause(std::chrono::milliseconds time);
  [[nodiscard]] bool stopped() const { return stopped_.load(std::memory_order_relaxed); }
  template <class F>
  void tell(F event);

  boost::asio::io_context& loop_;
  const KafkaSettings settings_;  ///< a copy: an abandoned thread may outlive the configuration
  std::shared_ptr<kafka::Client> consumer_;
  CommitThreadEvents events_;
  std::unique_ptr<KafkaProducer> producer_;
  int failed_starts_ = 0;  ///< producers in a row that could not be made, or did not live long
  TimePoint made_at_{};
  Repeated read_troubles_;
  bool one_by_one_ = false;  ///< a batch was refused: each record goes alone until it is known which

  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<const Cycle> cycle_;                          ///< to be run
  KafkaMembership::Shared membership_;                          ///< that it is to be committed under
  std::optional<std::vector<PartitionId>> wanted_partitions_;  ///< to be read back
  std::atomic<bool> stopped_{false};
  bool ended_ = false;
  std::atomic<TimePoint::rep> call_began_{0};
};

}  // namespace iw
