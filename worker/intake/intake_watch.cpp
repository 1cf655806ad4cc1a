#include "worker/intake/intake_watch.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "common/log/log.hpp"

namespace iw {

namespace {

/// A bound that is touched for a moment is how a full window looks: nothing to tell.
constexpr std::chrono::seconds kWorthSaying{1};

}  // namespace

std::string_view name_of(IntakeBound bound) {
  switch (bound) {
    case IntakeBound::none:
      break;
    case IntakeBound::ledger:
      return "ledger";
    case IntakeBound::memory:
      return "memory";
    case IntakeBound::results:
      return "results";
  }
  return "";
}

IntakeBound intake_bound(const Owners& owners, const Partition& partition) {
  if (!partition.may_read()) return IntakeBound::none;
  if (owners.results_pile_up()) return IntakeBound::results;
  if (memory_is_full(owners, partition)) return IntakeBound::memory;
  const auto next = partition.parked() ? partition.parked()->offset : partition.ledger().next_read();
  return partition.ledger().has_room(owners.ledger_limits(), next) ? IntakeBound::none : IntakeBound::ledger;
}

void IntakeWatch::look() {
  for (const auto& [id, partition] : owners_.partitions) look(partition);
  std::erase_if(full_, [this](const auto& entry) { return owners_.partitions.find(entry.first) == nullptr; });
}

void IntakeWatch::look(const Partition& partition) {
  const auto now = owners_.now.mono;
  if (intake_bound(owners_, partition) == IntakeBound::none) {
    const auto full = full_.find(partition.id());
    if (full == full_.end()) return;
    if (full->second.said)
      log_info("intake goes on", {{"partition", partition.id().number}, {"after_s", std::chrono::duration<double>(now - full->second.since).count()}});
    full_.erase(full);
    return;
  }
  Full& full = full_.try_emplace(partition.id(), Full{now}).first->second;
  if (now - full.since < kWorthSaying || std::exchange(full.said, true)) return;
  log_warn("intake has stopped, records behind wait", {{"partition", partition.id().number}, {"intake", describe(partition)}});
}

std::string IntakeWatch::describe(const Partition& partition) const {
  if (!partition.failed().empty() || partition.blocked()) return "full: stopped";
  switch (intake_bound(owners_, partition)) {
    case IntakeBound::none:
      break;
    case IntakeBound::ledger:
      return "full: ledger (4096 bytes), by " + filled_by(partition);
    case IntakeBound::memory:
      return "full: memory (64 MiB of open requests, half of it for one partition), by " + filled_by(partition);
    case IntakeBound::results:
      return "full: results that no commit has taken yet, by the cycles of all partitions";
  }
  return "open";
}

std::string IntakeWatch::filled_by(const Partition& partition) const {
  std::map<std::pair<std::size_t, std::string_view>, std::size_t> reasons;
  std::size_t all = 0;
  owners_.jobs.for_each([&](const Job& job) {
    if (job.partition != &partition) return;
    ++reasons[{job.account, owners_.life.waits_for(job)}];
    ++all;
  });
  const auto most = std::max_element(reasons.begin(), reasons.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == reasons.end()) return "jobs of other partitions";
  return std::to_string(most->second) + " of " + std::to_string(all) + " open jobs, which wait for " + std::string{most->first.second} + " (account " +
         owners_.accounts.at(most->first.first).name() + ")";
}

}  // namespace iw
