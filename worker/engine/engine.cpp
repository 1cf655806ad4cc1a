#include "worker/engine/engine.hpp"

#include <algorithm>
#include <utility>

#include "common/failpoint.hpp"
#include "common/log/log.hpp"
#include "worker/owners/audit.hpp"
#include "worker/owners/look.hpp"

namespace iw {

Engine::Engine(const Settings& settings, const ErrorTable& errors, Ports ports, const Clock& clock, std::uint64_t seed)
    : clock_(clock), owners_(settings, errors, ports, clock.now(), seed) {
  for (std::size_t account = 0; account < owners_.accounts.size(); ++account) answers_.start_anew(owners_.accounts.at(account));
}

void Engine::settle() {
  if (!stopping_) {
    intake_.run();
    seating_.run();
    dispatcher_.pump();
  }
  cycles_.maybe_start(assignments_.draining() || stopping_);
  assignments_.release_drained();
  if (audited_) audit(owners_);
}

TimePoint Engine::tick() {
  enter();
  if (const auto stood_still = owners_.right.tick(owners_.now.mono); stood_still != Duration{}) {
    log_warn("the process stood still, no call goes out before a commit has shown that the partitions are still ours",
             {{"seconds", std::chrono::duration<double>(stood_still).count()}});
    owners_.revoke_right();
  }
  while (const auto ref = owners_.life.pop_due()) admission_.on_timer(owners_.jobs.at(*ref));
  owners_.accounts.wake(owners_.now.mono);
  settle();
  if (!stopping_) intake_watch_.look();
  return std::min({owners_.life.next_due(), owners_.accounts.round().next_look(), cycles_.next_start()});
}

void Engine::shut_down() {
  enter();
  stopping_ = true;
  assignments_.drain_all();
  settle();
}

bool Engine::drained() const { return stopping_ && assignments_.nothing_left(); }

void Engine::put_account(std::size_t account, const AccountSettings& settings) {
  enter();
  owners_.accounts.put(account, settings);
  answers_.start_anew(owners_.accounts.at(account));
  settle();
}

void Engine::remove_account(std::size_t index) {
  enter();
  Account& account = owners_.accounts.at(index);
  account.remove();
  steps_.refuse(account, {Outcome::failed, Reason::invalid_request, "account " + account.name() + " was removed from the worker's configuration", {}, {}});
  answers_.give_renewal_up(account);
  settle();
}

void Engine::on_assigned(const std::vector<CommittedOffset>& partitions) {
  enter();
  assignments_.assigned(partitions);
  settle();
}

void Engine::on_revoked(const std::vector<PartitionId>& partitions) {
  enter();
  assignments_.revoke(partitions);
  settle();
}

void Engine::on_lost(const std::vector<PartitionId>& partitions) {
  enter();
  assignments_.lost(partitions);
  settle();
}

void Engine::on_records(PartitionId id) {
  enter();
  Partition* partition = owners_.partitions.find(id);
  if (partition == nullptr) return;
  partition->records_came();
  settle();
}

void Engine::on_partition_failed(PartitionId partition, std::string message) {
  enter();
  assignments_.fail(partition, std::move(message));
  settle();
}

void Engine::on_log_replaced() {
  enter();
  start_over();
  settle();
}

void Engine::start_over() {
  assignments_.lose_all();
  owners_.ports.source.take_up_again();
}

void Engine::on_call_end(CallId id, const HttpResult& result) {
  failpoint("answered");
  enter();
  answers_.on_call_end(id, result);
  settle();
}

void Engine::on_fenced() {
  enter();
  const KafkaSettings& kafka = owners_.settings.kafka;
  log_warn(
      "the producer is fenced: another worker runs under the same kafka.group and kafka.instance, or the broker gave a transaction up. No call goes out "
      "before a commit has shown that the partitions are still ours",
      {{"group", kafka.group}, {"instance", kafka.instance}, {"transactional_id", kafka.transactional_id()}});
  owners_.revoke_right();
  settle();
}

void Engine::on_cycle_end(CycleResult result) {
  enter();
  cycles_.on_cycle_end(std::move(result));
  settle();
}

void Engine::on_recorded(Partition& partition, const Recorded& recorded, TimePoint begun) {
  steps_.intents_recorded(recorded.intents, begun);
  for (const Ending& ending : recorded.endings) {
    ++(ending.outcome == Outcome::accepted ? owners_.counters.accepted
       : ending.outcome == Outcome::failed ? owners_.counters.failed
                                           : owners_.counters.in_doubt);
    if (!ending.order_key.empty()) admission_.resume_key(partition, ending.order_key);
  }
}

void Engine::on_read_back(const std::vector<CommittedOffset>& partitions) {
  enter();
  cycles_.on_read_back(partitions);
  settle();
}

void Engine::on_token_renewed(std::size_t account) {
  enter();
  answers_.on_token_renewed(owners_.accounts.at(account));
  settle();
}

void Engine::on_token_trouble(std::size_t account, std::optional<std::int64_t> errcode, std::string message) {
  enter();
  answers_.on_token_trouble(owners_.accounts.at(account), errcode, std::move(message));
  settle();
}

Status Engine::status() {
  enter();
  Status status = look(owners_, cycles_.last_ms());
  for (PartitionStatus& shown : status.partitions) {
    const Partition& partition = *owners_.partitions.find(shown.partition);
    shown.intake = intake_watch_.describe(partition);
    shown.intake_bound = name_of(intake_bound(owners_, partition));
  }
  return status;
}

}  // namespace iw
