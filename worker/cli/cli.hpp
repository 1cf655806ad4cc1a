// The command line (contract, section 6): one program, one file per command. Main thread.
#pragma once

#include <CLI/CLI.hpp>

namespace iw {

/// Exit statuses of every command.
enum ExitStatus : int { kDone = 0, kFailed = 1, kUsage = 2 };

/// Parses the arguments, runs the command that they name, returns the process's exit status.
[[nodiscard]] int run_cli(int argc, char** argv);

/// Each adds its command to the program; when the command is chosen, its result goes to `status`.
void add_run(CLI::App& program, int& status);
void add_demo(CLI::App& program, int& status);
void add_check(CLI::App& program, int& status);
void add_topics(CLI::App& program, int& status);
void add_explain(CLI::App& program, int& status);
void add_sandbox(CLI::App& program, int& status);

}  // namespace iw
