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
  CommitSide(World& world, Process& process, const SourceSide& source, int worker, std::string instance)
      : world_(world), process_(process), source_(source), worker_(worker), name_{std::move(instance), 0} {}
  void report_to(CommitEvents& events) { events_ = &events; }
  /// Makes a producer; `ready` follows.
  void make_producer(std::function<void()> ready);
  /// When the last cycle that committed was begun, as the worker was told.
  [[nodiscard]] TimePoint committed_begun() const { return committed_begun_; }

  void run(Cycle cycle) override;
  void read_back(std::vector<std::int32_t> partitions) override;

 private:
  void fill();
  void send_end();
  void give_up();
  void end(Duration delay, CycleEnd how);

  World& world_;
  Process& process_;
  const SourceSide& source_;
  int worker_;
  ProducerName name_;
  CommitEvents* events_ = nullptr;
  Cycle cycle_;
  SourceSide::Membership shown_;
  TimePoint begun_{};
  TimePoint committed_begun_{};
};

}  // namespace iw::simulation
