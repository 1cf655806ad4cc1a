#include "tests/bench/process_usage.hpp"

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace iw::bench {

Usage usage_of(pid_t pid) {
  Usage usage;
  const auto folder = "/proc/" + std::to_string(pid);
  std::ifstream file{folder + "/stat"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  const auto behind_name = text.rfind(')');
  if (behind_name == std::string::npos) return usage;
  std::istringstream fields{text.substr(behind_name + 2)};
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;  // utime is field 14, stime 15 (proc(5))
  double user = 0;
  double system = 0;
  fields >> user >> system;
  usage.cpu_seconds = (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  std::ifstream status{folder + "/status"};
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) usage.peak_mib = std::stod(line.substr(6)) / 1024;
  return usage;
}

}  // namespace iw::bench
