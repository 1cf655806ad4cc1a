#include "worker/owners/seating.hpp"

namespace iw {

void Seating::run() {
  if (owners_.life.count<stage::Crowded>() == 0) return;
  for (auto& [id, partition] : owners_.partitions) run(partition);
}

void Seating::run(Partition& partition) {
  for (bool any = true; any;) {
    const auto oldest = partition.ledger().oldest_open();
    any = oldest && oldest->tag != kNoTag && seat(owners_.jobs.at(oldest->tag));
    for (const JobRef first : partition.crowd().first_of_each()) any = seat(owners_.jobs.at(first)) || any;
  }
}

bool Seating::seat(Job& job) {
  const auto* crowded = std::get_if<stage::Crowded>(&job.stage());
  if (crowded == nullptr) return false;
  const bool ends = crowded->ending != nullptr;
  // Behind a closed account it would keep room that another one can use.
  const bool closed = !ends && owners_.account_of(job).closed_by(owners_.now.mono) != nullptr;
  if (!closed && !steps_.take_room(job)) return false;
  if (ends)
    steps_.finish(job, JobOutcome{*crowded->ending});
  else
    steps_.want_call(job, true);
  return true;
}

}  // namespace iw
