// A worker's process as its machine sees it: it runs, stands still or is dead, and what reaches it meanwhile waits or is lost. One thread.
#pragma once

#include <deque>
#include <functional>
#include <utility>

#include "tests/simulation/timeline.hpp"

namespace iw::simulation {

/// One process, from its start to its end.
class Process {
 public:
  explicit Process(Timeline& time) : time_(time) {}

  /// Something happens inside the process that much later: after its standstill if it stands still then, never if it is dead.
  void post(Duration delay, std::function<void()> event) {
    time_.after(delay, [this, event = std::move(event)]() mutable { deliver(std::move(event)); });
  }
  /// The same, but it needs the network: while that is cut, it waits.
  void post_over_network(Duration delay, std::function<void()> event) {
    post(delay, [this, event = std::move(event)]() mutable {
      if (cut_off) return post_over_network(milliseconds{100}, std::move(event));
      event();
    });
  }
  void freeze() { frozen_ = true; }
  void thaw();
  void die() { alive_ = false; }
  [[nodiscard]] bool alive() const { return alive_; }
  [[nodiscard]] bool frozen() const { return frozen_; }

  bool cut_off = false;  ///< no broker is reached

 private:
  void deliver(std::function<void()> event);

  Timeline& time_;
  std::deque<std::function<void()>> pending_;
  bool alive_ = true;
  bool frozen_ = false;
};

inline void Process::deliver(std::function<void()> event) {
  if (!alive_) return;
  if (frozen_) return pending_.push_back(std::move(event));
  event();
}

inline void Process::thaw() {
  frozen_ = false;
  // In the order in which it came; what an event sets off comes behind the rest.
  for (auto& event : std::exchange(pending_, {})) deliver(std::move(event));
}

}  // namespace iw::simulation
