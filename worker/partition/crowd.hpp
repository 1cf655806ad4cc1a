// Jobs that wait for room in the ledger of their partition, by account. Loop thread.
// It decides nothing: who gets room, Partition says.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "worker/schedule/job_queue.hpp"

namespace iw {

/// A queue for each account, so that one that has its share of the room stands in nobody's way.
class Crowd {
 public:
  /// The account's queue; it stays where it is.
  [[nodiscard]] JobQueue& of(std::size_t account) { return queues_[account]; }
  /// The first of each account that waits, for one round.
  [[nodiscard]] std::vector<JobRef> first_of_each() const {
    std::vector<JobRef> first;
    for (const auto& [account, queue] : queues_)
      if (!queue.empty()) first.push_back(queue.front());
    return first;
  }

 private:
  std::map<std::size_t, JobQueue> queues_;
};

}  // namespace iw
