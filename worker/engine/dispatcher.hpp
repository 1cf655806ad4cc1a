// Which job calls next: accounts in turn, intents before calls, call slots, freshness. Loop thread.
// It decides when a call starts and never what its answer means (Answers does).
#pragma once

#include <string>

#include "worker/owners/job_steps.hpp"

namespace iw {

/// Moves jobs from their accounts to the API, each with its room in the ledger. A job whose policy is `report` first declares its intent, and calls when a cycle has recorded it.
class Dispatcher {
 public:
  Dispatcher(Owners& owners, JobSteps& steps) : owners_(owners), steps_(steps) {}

  /// Starts whatever may start now: calls up to the number of slots, intents up to their window.
  void pump();

 private:
  void serve_accounts();
  [[nodiscard]] bool serve(Account& account);
  void start_cleared();
  void start_cleared(Job& job);
  void declare_intent(Job& job, Permit permit);
  void start_call(Job& job, Permit permit, TimePoint last_moment);

  Owners& owners_;
  JobSteps& steps_;
  bool cleared_first_ = false;
  std::string body_;  ///< of the call that is being started; kept for its room
};

}  // namespace iw
