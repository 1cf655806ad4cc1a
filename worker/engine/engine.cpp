#include "worker/engine/engine.hpp"

#include <algorithm>
#include <utility>

#include "common/failpoint.hpp"
#include "common/log/log.hpp"
#include "worker/engine/finish.hpp"

namespace iw {

Engine::Engine(const Settings& settings, ErrorTable errors, Ports ports, const Clock& clock, std::uint64_t seed)
    : clock_(clock),
      state_(settings, std::move(errors), ports, seed),
      dispatcher_(state_),
      job_flow_(state_, dispatcher_),
      answer_flow_(state_, dispatcher_),
      commit_flow_(state_, dispatcher_, job_flow_),
      assignments_(state_, commit_flow_),
      intake_(state_, dispatcher_, job_flow_) {
  enter();
  state_.last_tick = state_.now.mono;
  for (std::size_t account = 0; account < state_.lanes.count(); ++account) answer_flow_.start_anew(account);
}

void Engine::enter() { state_.now = clock_.now(); }

void Engine::settle() {
  intake_.run();
  dispatcher_.pump();
  commit_flow_.maybe_start(assignments_.draining() || state_.stopping);
  assignments_.release_drained();
}

TimePoint Engine::tick() {
  enter();
  if (state_.now.mono - state_.last_tick > state_.freshness()) {
    log_warn("the process stood still, no call goes out before a commit has shown that the partitions are still ours",
             {{"seconds", std::chrono::duration<double>(state_.now.mono - state_.last_tick).count()}});
    state_.demand_validation();
  }
  state_.last_tick = state_.now.mono;
  while (const auto ref = state_.timers.pop_due(state_.now.mono)) job_flow_.on_timer(state_.jobs.at(*ref));
  state_.lanes.wake(state_.now.mono);
  settle();
  return std::min({state_.timers.earliest(), state_.lanes.next_wake(), commit_flow_.next_start()});
}

void Engine::shut_down() {
  enter();
  state_.stopping = true;
  std::vector<std::int32_t> all;
  for (const auto& [id, partition] : state_.partitions) all.push_back(id);
  assignments_.drain(all);
  settle();
}

bool Engine::drained() const {
  const auto holds = [this](const auto& entry) { return commit_flow_.holds(entry.second); };
  return state_.stopping && state_.in_flight == 0 && std::none_of(state_.partitions.begin(), state_.partitions.end(), holds);
}

void Engine::put_account(std::size_t account, const AccountSettings& settings) {
  enter();
  state_.lanes.put(account, settings);
  // Whatever the trouble was, it was that of the settings before.
  answer_flow_.start_anew(account);
  settle();
}

void Engine::remove_account(std::size_t account) {
  enter();
  state_.lanes.remove(account);
  dispatcher_.refuse(account, {Outcome::failed,
                               Reason::invalid_request,
                               "account " + state_.lanes.at(account).name + " was removed from the worker's configuration",
                               {},
                               {}});
  answer_flow_.give_renewal_up(account);
  settle();
}

void Engine::on_assigned(const std::vector<CommittedOffset>& partitions) {
  enter();
  assignments_.assigned(partitions);
  settle();
}

void Engine::on_revoked(const std::vector<std::int32_t>& partitions) {
  enter();
  assignments_.revoke(partitions);
  settle();
}

void Engine::on_lost(const std::vector<std::int32_t>& partitions) {
  enter();
  assignments_.lost(partitions);
  settle();
}

void Engine::on_records(std::int32_t partition) {
  enter();
  const auto it = state_.partitions.find(partition);
  if (it == state_.partitions.end() || !it->second.failed.empty()) return;
  it->second.has_records = true;
  settle();
}

void Engine::on_partition_failed(std::int32_t partition, std::string message) {
  enter();
  assignments_.fail(partition, std::move(message));
  settle();
}

void Engine::on_call_end(CallId id, const HttpResult& result) {
  failpoint("answered");
  enter();
  --state_.in_flight;
  if (Job* job = state_.jobs.find(id); job != nullptr && job->stage == JobStage::calling)
    answer_flow_.on_call_end(*job, result);
  else
    ++state_.counters.dropped_answers;
  settle();
}

void Engine::on_fenced() {
  enter();
  log_warn(
      "the producer is fenced: another one has its name, or the broker gave a transaction up. No call goes out before a commit has shown that the "
      "partitions are still ours",
      {});
  state_.demand_validation();
  settle();
}

void Engine::on_cycle_end(CycleResult result) {
  enter();
  commit_flow_.on_cycle_end(std::move(result));
  settle();
}

void Engine::on_read_back(const std::vector<CommittedOffset>& partitions) {
  enter();
  commit_flow_.on_read_back(partitions);
  settle();
}

void Engine::on_token_renewed(std::size_t account) {
  enter();
  answer_flow_.on_token_renewed(account);
  settle();
}

void Engine::on_token_trouble(std::size_t account, std::optional<std::int64_t> errcode, std::string message) {
  enter();
  answer_flow_.on_token_trouble(account, errcode, std::move(message));
  settle();
}

}  // namespace iw
