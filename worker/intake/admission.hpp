// The life of a job up to the queue of its account: admitted, perhaps waiting for its key, its time, or a retry. Loop thread.
// When a job may call is the dispatcher's business, what follows from its answer is Answers'.
#pragma once

#include <string>

#include "worker/owners/job_steps.hpp"

namespace iw {

/// Lets jobs in, and wakes those whose time has come.
class Admission {
 public:
  Admission(Owners& owners, JobSteps& steps) : owners_(owners), steps_(steps) {}

  /// A record was taken: what the ledger knows of it decides where its job begins. A record that is done makes no job.
  void admit(Partition& partition, Record record);
  /// The terminal event of the key's job before has committed: the next one goes on.
  void resume_key(Partition& partition, const std::string& key);
  /// The time has come that the job waited for, or its deadline.
  void on_timer(Job& job);

 private:
  void fill(Job& job, Partition& partition, Receipt receipt, int attempts);
  void begin(Job& job, bool was_started);
  /// Its answer is lost and its policy is `report`: ends it as in doubt, as soon as nobody can call it any more.
  void doubt(Job& job);
  [[nodiscard]] bool join_key(Job& job);
  [[nodiscard]] std::string order_key_of(const Job& job) const;
  void go_on(Job& job);

  Owners& owners_;
  JobSteps& steps_;
};

}  // namespace iw
