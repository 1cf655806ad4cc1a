// The transactional producer of a simulated worker, with the answers of the real one (commit/kafka_producer.hpp). One thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/simulation/source_side.hpp"

namespace iw::simulation {

/// Transactions on the simulated broker.
class CommitSide final : public Transactions {
 public:
  CommitSide(World& world, Process& process, SourceSide& source, int worker, std::string instance)
      : world_(world), process_(process), source_(source), worker_(worker), name_{std::move(instance), 0} {}
  void report_to(CommitEvents& events) { events_ = &events; }
  /// Makes a producer; `ready` follows.
  void make_producer(std::function<void()> ready);
  /// The network is back, but the producer finds that out later than the consumer: each has connections of its own. So the end of a cycle may be told
  /// when its partitions have been lost and assigned anew.
  void reconnect_in(Duration delay) { connected_from_ = world_.time.now() + delay; }
  /// Has this happen once, right after the next request to commit went out: its answer may not come through.
  void at_next_end(std::function<void()> event) { at_end_ = std::move(event); }
  /// When the last cycle that committed was begun, as the worker was told.
  [[nodiscard]] TimePoint committed_begun() const { return committed_begun_; }

  void run(Cycle cycle) override;
  void read_back(std::vector<PartitionId> partitions) override;

 private:
  void over_network(Duration delay, std::function<void()> event);
  void fill();
  void send_end();
  void fenced();
  void give_up();
  void end(Duration delay, CycleEnd how);

  World& world_;
  Process& process_;
  SourceSide& source_;
  int worker_;
  ProducerName name_;
  CommitEvents* events_ = nullptr;
  Cycle cycle_;
  SourceSide::Membership shown_;
  TimePoint begun_{};
  TimePoint connected_from_{};
  std::function<void()> at_end_;
  TimePoint committed_begun_{};
};

}  // namespace iw::simulation
