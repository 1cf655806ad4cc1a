// All partitions that are ours now. Loop thread. Who owns one is decided by the group; this only remembers.
#pragma once

#include <cstdint>
#include <map>

#include "worker/partition/partition.hpp"

namespace iw {

/// By topic and number, each for one assignment.
class Partitions {
 public:
  using Map = std::map<PartitionId, Partition>;

  /// A new assignment, with an epoch that no other has. There must be none of this name.
  Partition& add(PartitionId id, Recovered state);
  /// It is not ours any more; what it had not told is gone with it.
  void drop(PartitionId id) { map_.erase(id); }
  /// nullptr: not ours.
  [[nodiscard]] Partition* find(PartitionId id);
  /// The partition that a share came from, if that assignment still lasts; else nullptr.
  [[nodiscard]] Partition* owner_of(const Share& share);

  [[nodiscard]] Map::iterator begin() { return map_.begin(); }
  [[nodiscard]] Map::iterator end() { return map_.end(); }
  [[nodiscard]] Map::const_iterator begin() const { return map_.begin(); }
  [[nodiscard]] Map::const_iterator end() const { return map_.end(); }
  [[nodiscard]] std::size_t size() const { return map_.size(); }
  /// The one behind this in the round; end() when none is.
  [[nodiscard]] Map::iterator behind(PartitionId id) { return map_.upper_bound(id); }

  /// What waits for a cycle, over all of them.
  [[nodiscard]] const Backlog& backlog() const { return backlog_; }

 private:
  Backlog backlog_;  ///< before the partitions: they take what is theirs out of it when they go
  Map map_;
  std::uint64_t next_epoch_ = 1;
};

}  // namespace iw
