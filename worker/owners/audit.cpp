#include "worker/owners/audit.hpp"

#include <array>
#include <string>

#include "common/law/law.hpp"

namespace iw {

namespace {

void equal(std::size_t kept, std::size_t counted, std::string_view law) {
  if (kept != counted) breach(law, "kept " + std::to_string(kept) + ", counted " + std::to_string(counted));
}

/// What the jobs themselves say.
struct Sums {
  std::array<std::size_t, kStages> stages{};
  std::size_t jobs = 0, bytes = 0, rooms = 0;
};

Sums count_jobs(Owners& owners) {
  Sums sums;
  owners.jobs.for_each([&](Job& job) {
    ++sums.stages[job.stage().index()];
    ++sums.jobs;
    sums.bytes += size_of(job.record) + sizeof(Job);
    sums.rooms += job.receipt.has_room() ? 1 : 0;
    if (!job.receipt.valid()) breach("an open job holds its receipt", place_of(job));
    const bool queued = job.in<stage::Ready>() || job.in<stage::Cleared>() || job.in<stage::Renewing>() || job.in<stage::Crowded>();
    const auto* waiting = std::get_if<stage::Waiting>(&job.stage());
    const bool may_be_queued = queued || (waiting != nullptr && waiting->reason == WaitReason::budget);
    if ((queued && job.queue() == nullptr) || (!may_be_queued && job.queue() != nullptr)) breach("a job stands in the queue of its stage", place_of(job));
  });
  return sums;
}

void audit_partitions(const Owners& owners, const Sums& sums) {
  std::size_t results = 0, intents = 0, bytes = 0, open = 0, held = 0, rooms = 0;
  for (const auto& [id, partition] : owners.partitions) {
    results += partition.unrecorded().results();
    intents += partition.unrecorded().intents();
    bytes += partition.unrecorded().bytes();
    open += partition.ledger().open().total();
    held += partition.held_bytes();
    rooms += partition.rooms();
    const auto worst = worst_ledger_size(partition.ledger().shape(owners.settings.retry.attempts));
    if (partition.ledger().open().total() > 1 && worst > owners.settings.ledger_bytes)
      breach("a ledger fits whatever becomes of the jobs that have their room", "partition " + std::to_string(id.number) + ", " + std::to_string(worst) + " bytes");
  }
  const Backlog& backlog = owners.partitions.backlog();
  equal(backlog.results(), results, "the backlog counts the results of all partitions");
  equal(backlog.intents(), intents, "the backlog counts the intents of all partitions");
  equal(backlog.bytes(), bytes, "the backlog counts the bytes of all partitions");
  equal(held, sums.bytes, "the partitions count the bytes of their jobs");
  equal(rooms, sums.rooms, "the partitions count the rooms of their jobs");
  if (sums.jobs > open) breach("every open job has an open offset", std::to_string(sums.jobs) + " jobs, " + std::to_string(open) + " offsets");
}

void audit_accounts(const Owners& owners, const Sums& sums) {
  std::size_t ready = 0, renewing = 0, under_way = 0;
  for (std::size_t account = 0; account < owners.accounts.size(); ++account) {
    ready += owners.accounts.at(account).ready().size();
    renewing += owners.accounts.at(account).renewing().size();
    under_way += owners.calls.under_way_of_account(account);
  }
  equal(ready, sums.stages[number_of<stage::Ready>()], "ready jobs stand in their accounts' queues");
  equal(renewing, sums.stages[number_of<stage::Renewing>()], "renewing jobs stand in their accounts' queues");
  equal(owners.calls.under_way(), under_way, "the call book counts the calls of all accounts");
}

}  // namespace

void audit(Owners& owners) {
  const Sums sums = count_jobs(owners);
  for (std::size_t stage = 0; stage < kStages; ++stage) equal(owners.life.counts()[stage], sums.stages[stage], "the count of each stage");
  equal(owners.jobs.size(), sums.jobs, "the count of open jobs");
  equal(owners.jobs.bytes(), sums.bytes, "the bytes of open jobs");
  equal(owners.calls.with_job(), sums.stages[number_of<stage::Calling>()], "each calling job has one call");
  equal(sums.stages[number_of<stage::Begun>()] + sums.stages[number_of<stage::Answered>()], 0, "no job is being decided on between two events");
  if (owners.calls.under_way() > owners.calls.slots()) breach("no more calls than api.max_in_flight", std::to_string(owners.calls.under_way()));
  audit_partitions(owners, sums);
  audit_accounts(owners, sums);
}

}  // namespace iw
