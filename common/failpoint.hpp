// Named places in the code where a test lets the process die, stand still or hang: the moments between two steps that no signal from outside hits.
// Only the program `import-worker-failpoints` of the tests has them (IMPORT_WORKER_FAILPOINTS); in every other program a failpoint is no code at all.
// Any thread.
#pragma once

#include <string_view>

namespace iw {

#ifdef IMPORT_WORKER_FAILPOINTS
/// Does what the environment variable IMPORT_WORKER_FAILPOINT says, `<name>:<n>:<action>`, when the place `name` is passed for the n-th time:
/// `kill` (SIGKILL), `stop` (SIGSTOP, until somebody sends SIGCONT), `hang` (this thread never goes on). Another name, or none: nothing.
void failpoint(std::string_view name);
#else
/// Nothing, in a program that is not for tests.
constexpr void failpoint(std::string_view) {}
#endif

}  // namespace iw
