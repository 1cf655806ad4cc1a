#include "tests/simulation/source_side.hpp"

#include <algorithm>
#include <utility>

namespace iw::simulation {

void SourceSide::join() {
  process_.post_over_network(world_.time.between(5, 300), [this] {
    if (id_ != 0 || left_) return;
    id_ = world_.group.join(*this, name_);
    replaced_at_.reset();  // it may have taken its name back
  });
}

void SourceSide::close(std::function<void()> left) {
  left_ = std::move(left);
  if (rebalance_ == Rebalance::draining) return;
  ++assignment_;
  rebalance_ = Rebalance::draining;
  if (assigned_.empty()) return release({});
  events_->on_revoked(assigned_);
}

void SourceSide::fall_silent() {
  if (std::exchange(silent_, true)) return;
  world_.time.after(kSession, [this, id = id_, silence = ++silence_] {
    if (id != id_ || !silent_ || silence != silence_) return;
    if (world_.group.knows(id)) return world_.group.expire(id);
    // Its place is another's already, and it does not hear of that: its own count of the session ends all the same.
    process_.post(world_.time.between(0, 150), [this, id] {
      if (id == id_) removed();
    });
  });
}

void SourceSide::be_heard_again() { silent_ = !process_.alive() || process_.frozen() || process_.cut_off; }

void SourceSide::poll() {
  if (process_.cut_off || rebalance_ != Rebalance::none) return;
  for (auto& [partition, reader] : readers_) {
    const auto end = world_.broker.end(partition);
    if (reader.fetched == end || world_.time.chance(0.2)) continue;
    reader.fetched = end;
    reader.end_told = false;
    events_->on_records(partition);
  }
}

Taken SourceSide::take(PartitionId partition) {
  const auto it = readers_.find(partition.number);
  if (it == readers_.end()) return {};
  Reader& reader = it->second;
  if (auto record = world_.broker.read(partition.number, reader.next, reader.fetched)) {
    reader.next = record->offset + 1;
    return {std::move(record), std::nullopt};
  }
  if (std::exchange(reader.end_told, true)) return {};
  return {std::nullopt, reader.fetched};
}

void SourceSide::release(const std::vector<PartitionId>&) {
  if (rebalance_ != Rebalance::draining) return;
  process_.post(world_.time.between(0, 5), [this] {
    if (rebalance_ == Rebalance::draining) given_up();
  });
}

void SourceSide::given_up() {
  world_.note(who_ + " has given its partitions up");
  readers_.clear();
  assigned_.clear();
  rebalance_ = Rebalance::none;
  if (left_) {
    // A static member only falls silent: its place is kept for a session.
    if (name_.empty()) world_.group.leave(std::exchange(id_, 0));
    return left_();
  }
  process_.post_over_network(world_.time.between(1, 50), [this, id = id_] {
    if (id == id_) world_.group.rejoin(id);
  });
}

void SourceSide::tell(Duration delay, std::function<void()> news) {
  news_.push_back(std::move(news));
  process_.post_over_network(delay, [this] {
    const auto next = std::move(news_.front());
    news_.pop_front();
    next();
  });
}

void SourceSide::on_rebalance() {
  tell(world_.time.between(5, 300), [this, id = id_] {
    if (id == id_ && rebalance_ != Rebalance::draining) revoked();
  });
}

void SourceSide::revoked() {
  world_.note(who_ + " is to give its partitions up");
  ++assignment_;
  rebalance_ = Rebalance::draining;
  if (assigned_.empty()) return release({});
  events_->on_revoked(assigned_);
}

void SourceSide::on_removed() {
  // A process that is cut off counts the session itself; one that stood still hears of it from its next heartbeat.
  const auto learn = [this, id = id_] {
    if (id == id_) removed();
  };
  if (process_.cut_off) return process_.post(world_.time.between(0, 150), learn);
  process_.post(Duration{}, [this, learn] { process_.post(world_.time.between(5, 400), learn); });
}

void SourceSide::removed() {
  world_.note(who_ + " hears that the group goes on without it");
  lose_everything();
  if (left_) return left_();
  join();
}

void SourceSide::on_replaced() {
  replaced_at_ = world_.time.now();
  // Its next heartbeat is answered with it; they come ten times a session.
  process_.post_over_network(world_.time.between(5, static_cast<int>(kSession.count() / 10) + 200), [this, id = id_] {
    if (id == id_) replaced();
  });
}

void SourceSide::replaced() {
  world_.note(who_ + " hears that another one has its name");
  hear_of_fence();
  lose_everything();
  fatal_();
}

void SourceSide::lose_everything() {
  ++assignment_;
  id_ = 0;
  rebalance_ = Rebalance::none;
  readers_.clear();
  events_->on_lost(std::exchange(assigned_, {}));
}

void SourceSide::on_assignment(int generation, std::vector<std::int32_t> partitions) {
  tell(world_.time.between(1, 100), [this, id = id_, generation, partitions = std::move(partitions)] {
    if (id != id_ || left_) return;
    world_.note(who_ + " is assigned " + std::to_string(partitions.size()) + " partitions, generation " + std::to_string(generation));
    membership_ = {id, generation};
    assigned_.assign(partitions.begin(), partitions.end());
    rebalance_ = Rebalance::reading;
    read_committed(++assignment_);
  });
}

void SourceSide::read_committed(std::uint64_t assignment) {
  process_.post_over_network(world_.time.delay(50, 500, 0.1), [this, assignment] {
    if (assignment != assignment_) return;
    const bool stable = std::all_of(assigned_.begin(), assigned_.end(), [this](PartitionId partition) { return world_.broker.stable(partition.number); });
    stable ? assign() : read_committed(assignment);
  });
}

void SourceSide::assign() {
  std::vector<CommittedOffset> committed;
  for (const PartitionId partition : assigned_) committed.push_back(world_.broker.committed(partition.number));
  // The answer is on its way while the world goes on.
  process_.post(world_.time.delay(20, 200, 0.1), [this, assignment = assignment_, committed = std::move(committed)] {
    if (assignment != assignment_) return;
    for (const auto& read : committed) {
      world_.history.add(TakenUp{read.partition.number}, world_.time.now());
      world_.note(who_ + " takes up " + std::to_string(read.partition.number) + " from " + std::to_string(read.offset.value_or(-1)));
    }
    events_->on_assigned(committed);
    rebalance_ = Rebalance::none;
  });
}

}  // namespace iw::simulation
