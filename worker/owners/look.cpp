#include "worker/owners/look.hpp"

#include <map>

namespace iw {

namespace {

double seconds_between(TimePoint from, TimePoint to) { return std::chrono::duration<double>(to - from).count(); }

PartitionStatus::Oldest oldest_of(const Owners& owners, const Ledger::Oldest& open) {
  PartitionStatus::Oldest oldest{.offset = open.offset, .waits_for = "commit"};
  if (open.tag == kNoTag) return oldest;  // it is to be read again first
  const Job& job = owners.jobs.at(open.tag);
  oldest.age_s = seconds_between(job.taken_at, owners.now.mono);
  oldest.waits_for = owners.life.waits_for(job);
  if (const auto until = owners.life.until(job)) oldest.until = owners.wall_of(*until);
  oldest.errcode = job.last.errcode;
  oldest.attempts = job.attempts;
  return oldest;
}

PartitionStatus status_of(const Owners& owners, const Partition& partition) {
  PartitionStatus status;
  status.partition = partition.id().number;
  status.committed = partition.committed();
  status.position = partition.ledger().position();
  status.high_watermark = owners.ports.source.high_watermark(partition.id());
  const auto open = partition.ledger().open();
  status.pending = open.pending;
  status.waiting = open.waiting;
  status.started = open.started;
  status.failed = partition.failed().empty() ? std::string{partition.blocked_by()} : partition.failed();
  if (const auto oldest = partition.ledger().oldest_open()) status.oldest = oldest_of(owners, *oldest);
  return status;
}

/// What the jobs themselves say.
struct Seen {
  std::map<std::string_view, std::size_t> waits;
  std::map<std::int32_t, std::size_t> untouched;  ///< by partition: jobs that wait for their time without having called, which the ledger need not know
};

Seen look_at_jobs(const Owners& owners) {
  Seen seen;
  owners.jobs.for_each([&](const Job& job) {
    ++seen.waits[owners.life.waits_for(job)];
    if (job.in<stage::Waiting>() && job.attempts == 0) ++seen.untouched[job.partition->id().number];
  });
  return seen;
}

AccountStatus status_of(const Owners& owners, const Account& account) {
  AccountStatus status;
  status.index = account.index();
  status.name = account.name();
  status.token_kind = account.token_kind();
  status.in_flight = static_cast<int>(owners.calls.under_way_of_account(account.index()));
  status.budget = account.budget().level(owners.now.mono);
  const Closer* closer = account.closed_by(owners.now.mono);
  if (closer == nullptr) return status;
  status.state = closer->state();
  status.why = closer->trouble().why;
  status.waiting = account.ready().size();
  if (closer->until() != TimePoint::max()) status.until = owners.wall_of(closer->until());
  return status;
}

}  // namespace

Status look(const Owners& owners, double last_cycle_ms) {
  Status status;
  status.group = owners.settings.kafka.group;
  status.instance = owners.settings.kafka.instance;
  const Seen seen = look_at_jobs(owners);
  status.waits = seen.waits;
  for (const auto& [id, partition] : owners.partitions) {
    status.partitions.push_back(status_of(owners, partition));
    const auto waiting = seen.untouched.find(id.number);
    if (waiting == seen.untouched.end()) continue;
    status.partitions.back().pending -= waiting->second;
    status.partitions.back().waiting += waiting->second;
  }
  for (std::size_t account = 0; account < owners.accounts.size(); ++account)
    if (!owners.accounts.at(account).removed()) status.accounts.push_back(status_of(owners, owners.accounts.at(account)));
  status.in_flight = static_cast<int>(owners.calls.under_way());
  status.max_in_flight = static_cast<int>(owners.calls.slots());
  status.open_jobs = owners.jobs.size();
  status.last_cycle_ms = last_cycle_ms;
  status.counters = owners.counters;
  return status;
}

}  // namespace iw
