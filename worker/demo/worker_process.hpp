// A worker as a process of its own, for the demo: started, killed, started again. Main thread.
#pragma once

#include <sys/types.h>

#include <string>

#include "common/error.hpp"

namespace iw {

/// Runs `program run --config FILE`; its log goes to a file. Killed when destroyed.
class WorkerProcess {
 public:
  WorkerProcess(std::string program, std::string config_file, std::string log_file);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  [[nodiscard]] Result<void> start();
  /// -1 when none runs.
  [[nodiscard]] pid_t pid() const { return pid_; }
  /// SIGKILL: no goodbye.
  void kill();
  /// Sends a signal and goes on.
  void signal(int number) const;
  /// SIGTERM, and waits for the drain. The exit status, or -1.
  [[nodiscard]] int stop();

 private:
  std::string program_, config_file_, log_file_;
  pid_t pid_ = -1;
};

}  // namespace iw
