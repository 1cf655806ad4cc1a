// The commit side: transactions go out, and how they ended comes back.
// The engine knows only this interface: Kafka and HTTP stand behind it, and the simulation puts its own there. Calls and callbacks happen on the loop
// thread, and a callback never comes from inside the call that asked for it.
#pragma once

#include <cstdint>
#include <vector>

#include "worker/ports/cycle.hpp"

namespace iw {

/// The commit side: one transactional producer, one transaction at a time.
class Transactions {
 public:
  virtual ~Transactions() = default;
  /// Runs a cycle; exactly one CommitEvents::on_cycle_end follows. Not while another one runs.
  virtual void run(Cycle cycle) = 0;
  /// Reads what the group has committed, stable (read_committed), for these partitions; one on_read_back follows, after retries if need be.
  virtual void read_back(std::vector<PartitionId> partitions) = 0;
};

/// What the commit side tells the engine.
class CommitEvents {
 public:
  virtual ~CommitEvents() = default;
  /// Our producer was fenced: another one has our name, or the broker gave our transaction up. on_cycle_end follows once a new one is there.
  virtual void on_fenced() = 0;
  virtual void on_cycle_end(CycleResult result) = 0;
  virtual void on_read_back(const std::vector<CommittedOffset>& partitions) = 0;
};

}  // namespace iw
