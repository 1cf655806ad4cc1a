// The life of a job up to its call: admitted, perhaps waiting for its key, its time, or a retry. Loop thread.
// When a job may call is the dispatcher's business, what follows from its answer is answer_flow's.
#pragma once

#include <string>

#include "worker/engine/dispatcher.hpp"
#include "worker/engine/engine_state.hpp"

namespace iw {

/// Carries each job from one stage to the next.
class JobFlow {
 public:
  JobFlow(EngineState& state, Dispatcher& dispatcher) : state_(state), dispatcher_(dispatcher) {}

  /// A record was taken: what the ledger knows of it decides where its job begins. A record that is done makes no job.
  void admit(Partition& partition, Record record);
  /// The terminal event of the key's job before has committed: the next one goes on.
  void resume_key(Partition& partition, const std::string& key);
  /// The time has come that the job waited for, or its deadline.
  void on_timer(Job& job);

 private:
  void begin(Job& job, OffsetState recovered);
  /// Its answer is lost and its policy is `report`: ends it as in doubt, as soon as nobody can call it any more.
  void doubt(Job& job);
  [[nodiscard]] bool join_key(Job& job);
  void go_on(Job& job);

  EngineState& state_;
  Dispatcher& dispatcher_;
};

}  // namespace iw
