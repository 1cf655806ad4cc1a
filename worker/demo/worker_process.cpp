#include "worker/demo/worker_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

namespace iw {

WorkerProcess::WorkerProcess(std::string program, std::string config_file, std::string log_file)
    : program_(std::move(program)), config_file_(std::move(config_file)), log_file_(std::move(log_file)) {}

WorkerProcess::~WorkerProcess() { kill(); }

Result<void> WorkerProcess::start() {
  std::string command = "run";
  std::string option = "--config";
  std::array<char*, 5> arguments{program_.data(), command.data(), option.data(), config_file_.data(), nullptr};
  const int log = ::open(log_file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0) return Error{"the worker's log " + log_file_ + " cannot be written: " + std::strerror(errno)};
  pid_ = ::fork();
  if (pid_ == 0) {
    // Only calls that are safe between fork and exec in a process with threads. The worker ends when we do, however we end.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(log, STDERR_FILENO);
    ::close_range(STDERR_FILENO + 1, ~0U, 0);  // a listener of ours would stay open as long as the worker runs
    ::execv(program_.c_str(), arguments.data());
    ::_exit(127);
  }
  ::close(log);
  if (pid_ > 0) return {};
  return Error{"the worker process cannot be started: " + std::string{std::strerror(errno)}};
}

void WorkerProcess::kill() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(std::exchange(pid_, -1), nullptr, 0);
}

void WorkerProcess::signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

int WorkerProcess::stop() {
  if (pid_ < 0) return -1;
  ::kill(pid_, SIGTERM);
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace iw
