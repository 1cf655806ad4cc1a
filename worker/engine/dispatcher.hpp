// Which job calls next: lanes in turn, intents before calls, call slots, freshness. Loop thread.
// It decides when a call starts and never what its answer means (job_flow does).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "worker/engine/engine_state.hpp"

namespace iw {

/// Moves jobs from their lanes to the API. A job whose policy is `report` first declares its intent, and calls when a cycle has recorded it.
class Dispatcher {
 public:
  explicit Dispatcher(EngineState& state) : state_(state) {}

  /// The job wants to call, behind the others of its account; `in_front` for one that has been there before.
  void enqueue(Job& job, bool in_front = false);
  /// The job goes to sleep until `until`, for this reason; its attempts go into the ledger. When its deadline comes first, it ends as expired now.
  void wait(Job& job, TimePoint until, WaitReason reason);
  /// Starts whatever may start now: calls up to the number of slots, intents up to their window.
  void pump();
  /// A cycle that began at `begun` recorded these intents: the jobs may call while that is fresh.
  void intents_recorded(const std::vector<std::uint64_t>& call_ids, TimePoint begun);
  /// The account's gate was closed: its jobs get their deadlines watched, and those that the gate's end would find expired end now.
  void gate_closed(std::size_t account);
  /// From now on no job of the account calls: those that want to end like this, until allow().
  void refuse(std::size_t account, JobOutcome ending);
  void allow(std::size_t account) { state_.lanes.at(account).refusal.reset(); }
  /// How many more jobs could be used from the source.
  [[nodiscard]] std::size_t appetite() const;

 private:
  void serve_lanes();
  [[nodiscard]] bool serve(Lane& lane);
  void start_cleared();
  void declare_intent(Job& job);
  void take_back(Job& job);
  void start_call(Job& job);
  [[nodiscard]] bool slots_free() const;
  [[nodiscard]] bool results_pile_up() const;
  [[nodiscard]] TimePoint last_moment_for(const Job& job) const;
  [[nodiscard]] bool expired(const Job& job) const;

  EngineState& state_;
  bool cleared_first_ = false;
  std::string body_;  ///< of the call that is being started; kept for its capacity
};

}  // namespace iw
