// One end for all who wait in the sandbox: a flag that poll() can see. Any thread.
#pragma once

#include <chrono>

#include "common/error.hpp"

namespace iw {

/// Raised once, never lowered.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void raise() const;
  /// Waits; true as soon as the signal is raised.
  [[nodiscard]] bool wait_for(std::chrono::milliseconds time) const;
  /// Waits until `socket` can be read; false when the time is over or the signal is raised.
  [[nodiscard]] bool wait_readable(int socket, std::chrono::milliseconds time) const;

 private:
  int fd_;  ///< an eventfd, readable once raised
};

}  // namespace iw
