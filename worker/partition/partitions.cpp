#include "worker/partition/partitions.hpp"

#include <tuple>
#include <utility>

namespace iw {

Partition& Partitions::add(PartitionId id, Recovered state) {
  const auto [it, fresh] =
      map_.emplace(std::piecewise_construct, std::forward_as_tuple(id), std::forward_as_tuple(id, next_epoch_++, std::move(state), backlog_));
  return it->second;
}

Partition* Partitions::find(PartitionId id) {
  const auto it = map_.find(id);
  return it == map_.end() ? nullptr : &it->second;
}

Partition* Partitions::owner_of(const Share& share) {
  Partition* partition = find(share.partition);
  return partition != nullptr && partition->epoch() == share.epoch ? partition : nullptr;
}

}  // namespace iw
