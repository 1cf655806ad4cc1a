// One incarnation of a worker: the real engine between simulated sides, from its start to its crash or clean end. One thread.
#pragma once

#include <memory>
#include <string>

#include "tests/simulation/call_side.hpp"
#include "worker/engine/engine.hpp"

namespace iw::simulation {

/// A process with an engine. It stays in memory after its end, since its last requests may still be on the wire.
class Worker {
 public:
  /// `number` tells incarnations apart; `instance` is the name that one inherits from the one before.
  Worker(World& world, int number, std::string instance, std::uint64_t seed);

  /// Ends at once, whatever is under way.
  void crash();
  /// Stands still that long: nothing reaches it, nothing leaves it.
  void freeze(Duration length);
  /// Reaches no broker for that long; the API it does reach.
  void cut_off(Duration length);
  /// The same at the moment that is worst for a commit: sent, and not yet answered.
  void cut_off_at_next_commit(Duration length);
  /// Tells the world which moves its jobs made so far.
  void tell_moves();
  /// Drains, leaves the group and ends.
  void stop();

  [[nodiscard]] bool alive() const { return process_.alive(); }
  [[nodiscard]] bool well() const { return alive() && !process_.frozen() && !process_.cut_off && !stopping_; }
  [[nodiscard]] const std::string& instance() const { return instance_; }

 private:
  void tick();
  void finish_stop();

  World& world_;
  std::string instance_;
  std::string who_;  ///< for notes
  Process process_;
  Pulse pulse_;
  SourceSide source_;
  CommitSide commits_;
  CallSide calls_;
  TokenSide tokens_;
  std::unique_ptr<Engine> engine_;
  bool stopping_ = false;
  bool closing_ = false;
};

}  // namespace iw::simulation
