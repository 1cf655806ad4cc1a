#include "tests/simulation/commit_side.hpp"

#include <algorithm>
#include <utility>

namespace iw::simulation {

void CommitSide::over_network(Duration delay, std::function<void()> event) {
  process_.post_over_network(delay, [this, event = std::move(event)]() mutable {
    const auto now = world_.time.now();
    if (now < connected_from_) return over_network(connected_from_ - now, std::move(event));
    event();
  });
}

void CommitSide::make_producer(std::function<void()> ready) {
  over_network(world_.time.delay(50, 1'000, 0.2), [this, ready = std::move(ready)]() mutable {
    name_.epoch = world_.broker.initialise(name_.instance);
    process_.post(world_.time.between(1, 20), std::move(ready));
  });
}

void CommitSide::run(Cycle cycle) {
  cycle_ = std::move(cycle);
  shown_ = source_.membership();
  begun_ = world_.time.now();
  over_network(world_.time.chance(world_.faults.slow_cycle) ? world_.time.between(50, 1'500) : world_.time.between(1, 15), [this] { fill(); });
}

void CommitSide::fill() {
  const Faults& faults = world_.faults;
  if (world_.time.chance(faults.unknown / 3)) return give_up();
  if (!world_.broker.fill(name_, cycle_, worker_, begun_)) return fenced();
  if (world_.time.chance(faults.unknown / 3)) return give_up();
  const bool moved_on = !world_.group.admits(shown_.id, shown_.generation);
  if (moved_on || world_.time.chance(faults.abort)) {
    // The records are there, the offsets were refused: the transaction is aborted, which ends it before the worker is told.
    static_cast<void>(world_.broker.end(name_, false));
    return end(world_.time.between(1, 30), moved_on ? CycleEnd::fenced_group : CycleEnd::aborted);
  }
  over_network(world_.time.chance(faults.slow_cycle) ? world_.time.between(50, 2'500) : world_.time.between(1, 15), [this] { send_end(); });
}

void CommitSide::send_end() {
  const bool unanswered = world_.time.chance(world_.faults.unknown / 3);
  const bool arrives = !unanswered || world_.time.chance(0.6);
  // Once it is on the wire it arrives, whatever becomes of the process; perhaps after another producer has taken the name over.
  if (arrives) {
    world_.time.after(world_.time.delay(15, 800, unanswered ? 0.5 : 0.05), [this, name = name_, unanswered] {
      const bool landed = world_.broker.end(name, true);
      if (unanswered) return;
      over_network(world_.time.delay(10, 600, world_.faults.slow_cycle / 3), [this, landed] { landed ? end({}, CycleEnd::committed) : fenced(); });
    });
  }
  if (at_end_) std::exchange(at_end_, {})();
  if (unanswered) process_.post(world_.time.between(20, 1'000), [this] { give_up(); });
}

void CommitSide::fenced() {
  process_.post(world_.time.between(1, 20), [this] {
    source_.hear_of_fence();
    events_->on_fenced();
    give_up();
  });
}

void CommitSide::give_up() {
  make_producer([this] { end(Duration{}, CycleEnd::unknown); });
}

void CommitSide::end(Duration delay, CycleEnd how) {
  process_.post(delay, [this, how] {
    if (how == CycleEnd::committed) committed_begun_ = begun_;
    if (how != CycleEnd::committed)
      world_.note("worker " + std::to_string(worker_) + " cycle " + std::to_string(cycle_.number) +
                  (how == CycleEnd::aborted   ? " aborted"
                   : how == CycleEnd::unknown ? " unknown"
                                              : " fenced"));
    events_->on_cycle_end({std::move(cycle_), how, "as simulated", {}, {}});
  });
}

void CommitSide::read_back(std::vector<PartitionId> partitions) {
  over_network(world_.time.between(5, 60), [this, partitions = std::move(partitions)]() mutable {
    if (!std::all_of(partitions.begin(), partitions.end(), [this](PartitionId partition) { return world_.broker.stable(partition.number); }))
      return read_back(std::move(partitions));
    std::vector<CommittedOffset> read;
    for (const PartitionId partition : partitions) read.push_back(world_.broker.committed(partition.number));
    process_.post(world_.time.delay(20, 400, 0.1), [this, read = std::move(read)] { events_->on_read_back(read); });
  });
}

}  // namespace iw::simulation
