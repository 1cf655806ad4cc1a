// The one place where a job changes its stage. Loop thread.
// Law: only moves of the table in stage.hpp are made, and what a stage needs (a queue, a timer, a slot, a permit) is taken on entering and given back
// on leaving, whoever asked for the move.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "worker/account/accounts.hpp"
#include "worker/call/call_book.hpp"
#include "worker/job/job_table.hpp"
#include "worker/schedule/chance.hpp"
#include "worker/schedule/timer_queue.hpp"

namespace iw {

/// Which moves were made, [from][to].
using Walked = std::array<std::array<bool, kStages>, kStages>;

/// Moves jobs. It has what they wait in: the timers, and the queue of those that may call as soon as there is a slot.
class JobLife {
 public:
  /// `now` is the time of the event that is being handled.
  JobLife(JobTable& jobs, Accounts& accounts, CallBook& calls, Chance& chance, const Now& now)
      : jobs_(jobs), accounts_(accounts), calls_(calls), chance_(chance), now_(now) {}

  /// A record became a job.
  void begin(Job& job);
  /// Moves it on. Entering `Calling` takes a slot, and its number is in the stage then.
  void move(Job& job, Stage next);
  /// It ended, or was given up: gives everything back that its stage holds.
  void end(Job& job) { move(job, stage::Over{}); }
  /// A call ended: its slot is free, and its job is in `Answered`. nullptr when the job has gone away meanwhile.
  [[nodiscard]] Job* end_call(CallId call);
  /// Takes the permit out of a stage that has one: to carry it into the next, or to give it back with a verdict. What is not taken out is given back
  /// as a probe that said nothing.
  [[nodiscard]] Permit take_permit(Job& job);

  /// Watches the deadline of a job that is ready while its account is closed.
  void watch_deadline(const Job& job) { timers_.arm(job.ref, job.expires); }
  /// The next job whose time has come: its wait is over, or its deadline is there.
  [[nodiscard]] std::optional<JobRef> pop_due() { return timers_.pop_due(now_.mono); }
  [[nodiscard]] TimePoint next_due() const { return timers_.earliest(); }
  /// Ends the wait of a job for the retry budget: its time has come now.
  void wake(const Job& job) { timers_.arm(job.ref, now_.mono); }

  /// Jobs whose intent is recorded, in the order in which they may call.
  [[nodiscard]] const JobQueue& cleared() const { return cleared_; }
  /// How many jobs are in a stage.
  template <class S>
  [[nodiscard]] std::size_t count() const {
    return counts_[number_of<S>()];
  }
  /// Jobs whose intent is on its way to the log or recorded: they hold no slot yet.
  [[nodiscard]] std::size_t intents_open() const { return count<stage::Intent>() + count<stage::Cleared>(); }
  /// What a job waits for, in the words of /statusz, and until when that is known.
  [[nodiscard]] std::string_view waits_for(const Job& job) const;
  [[nodiscard]] std::optional<TimePoint> until(const Job& job) const;

  /// Every move made so far.
  [[nodiscard]] const Walked& walked() const { return walked_; }
  [[nodiscard]] const std::array<std::size_t, kStages>& counts() const { return counts_; }

 private:
  void leave(Job& job);
  void enter(Job& job);
  void give_back(Job& job, Permit& permit);
  void watch_own_deadline(const Job& job);

  JobTable& jobs_;
  Accounts& accounts_;
  CallBook& calls_;
  Chance& chance_;
  const Now& now_;
  TimerQueue timers_;
  JobQueue cleared_;
  std::array<std::size_t, kStages> counts_{};
  Walked walked_{};
};

}  // namespace iw
