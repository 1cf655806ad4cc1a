// The request source of a simulated worker and its place in the group, with the states of the real one (source/kafka_source.hpp). One thread.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/simulation/process.hpp"
#include "tests/simulation/world.hpp"
#include "worker/ports/api.hpp"
#include "worker/ports/request_source.hpp"
#include "worker/ports/tokens.hpp"
#include "worker/ports/transactions.hpp"

namespace iw::simulation {

/// RequestSource on the simulated broker and group.
class SourceSide final : public RequestSource, public GroupMember {
 public:
  /// What a commit shows to the broker: captured at the assignment.
  struct Membership {
    int id = 0;
    int generation = 0;
  };

  /// `fatal`: is told when another one has taken this static member's name. `name`: empty without static membership.
  SourceSide(World& world, Process& process, int worker, std::string name, std::function<void()> fatal)
      : world_(world), process_(process), who_("worker " + std::to_string(worker)), name_(std::move(name)), fatal_(std::move(fatal)) {}
  void report_to(SourceEvents& events) { events_ = &events; }
  /// Joins the group, over the network.
  void join();
  /// Leaves it: gives everything up first. `left` is told when that is over.
  void close(std::function<void()> left);
  /// Looks for new records; part of the worker's tick.
  void poll();
  /// The process is dead or silent for a session: the group finds out.
  void fall_silent();
  /// It may be heard again, unless something else still keeps it silent.
  void be_heard_again();
  [[nodiscard]] Membership membership() const { return membership_; }
  /// Has the group gone on without this worker's generation?
  [[nodiscard]] bool is_outdated() const { return !world_.group.admits(membership_.id, membership_.generation); }

  /// How long ago another member took this one's name, while it does not know; by its group or its fenced producer it hears of it.
  [[nodiscard]] std::optional<Duration> without_name() const {
    if (!replaced_at_) return std::nullopt;
    return world_.time.now() - *replaced_at_;
  }
  void hear_of_fence() { replaced_at_.reset(); }

  void start(PartitionId partition, std::int64_t offset) override { readers_[partition.number] = {offset, offset, true}; }
  [[nodiscard]] Taken take(PartitionId partition) override;
  void release(const std::vector<PartitionId>& partitions) override;
  void take_up_again() override { throw std::logic_error{"the simulated broker forgets no offset"}; }
  [[nodiscard]] std::int64_t high_watermark(PartitionId partition) const override { return world_.broker.end(partition.number); }

  void on_rebalance() override;
  void on_assignment(int generation, std::vector<std::int32_t> partitions) override;
  void on_removed() override;
  void on_replaced() override;

 private:
  enum class Rebalance : std::uint8_t { none, reading, draining };
  struct Reader {
    std::int64_t next = 0;
    std::int64_t fetched = 0;
    bool end_told = true;
  };
  void tell(Duration delay, std::function<void()> news);
  void revoked();
  void removed();
  void replaced();
  void lose_everything();
  void given_up();
  void read_committed(std::uint64_t assignment);
  void assign();

  World& world_;
  Process& process_;
  std::string who_;  ///< for notes
  std::string name_;
  std::function<void()> fatal_;
  std::optional<TimePoint> replaced_at_;
  SourceEvents* events_ = nullptr;
  std::deque<std::function<void()>> news_;  ///< from the group, on their way: they come in order
  int id_ = 0;                              ///< in the group; 0: not in it
  Membership membership_;
  std::vector<PartitionId> assigned_;
  std::map<std::int32_t, Reader> readers_;
  Rebalance rebalance_ = Rebalance::none;
  std::uint64_t assignment_ = 0;
  bool silent_ = false;         ///< no heartbeat reaches the group
  int silence_ = 0;             ///< counts silences
  std::function<void()> left_;  ///< set: closing
};

}  // namespace iw::simulation
