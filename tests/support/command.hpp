// A command as a user would give it in a shell, with what it printed. One thread, blocking; the command bounds its own time.
#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

namespace iw::testing {

/// How it ended, and standard output and error together.
struct Said {
  int status = -1;
  std::string text;
};

/// Runs it. The text is the test's own: nothing in it is quoted.
[[nodiscard]] inline Said run_command(const std::string& command) {
  std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");  // NOLINT(cert-env33-c): the test's own words
  Said said;
  if (pipe == nullptr) return said;
  for (std::array<char, 4096> part{}; const auto size = std::fread(part.data(), 1, part.size(), pipe);) said.text.append(part.data(), size);
  const int status = ::pclose(pipe);
  said.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return said;
}

}  // namespace iw::testing
