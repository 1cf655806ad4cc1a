// Room in the ledgers for jobs that have waited for some, as soon as others have ended. Loop thread.
// How much room there is, and whose turn it is, Partition says.
#pragma once

#include "worker/owners/job_steps.hpp"

namespace iw {

/// Lets crowded jobs go on.
class Seating {
 public:
  Seating(Owners& owners, JobSteps& steps) : owners_(owners), steps_(steps) {}

  /// Everyone for whom there is room now: the oldest first, whose end makes more of it, then the accounts in turn.
  void run();

 private:
  void run(Partition& partition);
  [[nodiscard]] bool seat(Job& job);

  Owners& owners_;
  JobSteps& steps_;
};

}  // namespace iw
