// How a child process is doing: how large it is, from /proc, and whether it has ended. What must stay bounded whatever happens around it
// (guarantee.md, I10). Any thread.
#pragma once

#include <sys/types.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace iw::testing {

/// Counted at one moment.
struct ProcessSize {
  int descriptors = 0;
  int threads = 0;
  long resident_mib = 0;
  /// The larger of both, field by field.
  [[nodiscard]] ProcessSize most(const ProcessSize& other) const {
    return {std::max(descriptors, other.descriptors), std::max(threads, other.threads), std::max(resident_mib, other.resident_mib)};
  }
};

/// Zeros for a process that is gone.
[[nodiscard]] inline ProcessSize size_of(pid_t pid) {
  const auto folder = "/proc/" + std::to_string(pid);
  ProcessSize size;
  std::error_code gone;
  for (std::filesystem::directory_iterator at{folder + "/fd", gone}, end; !gone && at != end; at.increment(gone)) ++size.descriptors;
  std::ifstream status{folder + "/status"};
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("Threads:")) size.threads = std::stoi(line.substr(8));
    if (line.starts_with("VmRSS:")) size.resident_mib = std::stol(line.substr(6)) / 1024;
  }
  return size;
}

/// How a child ended by itself: its exit status, or 128 and the signal's number; nothing while it runs. Only a look: who started it collects it.
[[nodiscard]] inline std::optional<int> ending_of(pid_t pid) {
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != pid) return std::nullopt;
  return info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
}

/// Has this child ended by itself?
[[nodiscard]] inline bool has_ended(pid_t pid) { return ending_of(pid).has_value(); }

}  // namespace iw::testing
