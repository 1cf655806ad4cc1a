// The worker's own laws, checked while it runs: a breach is a defect of the program, and going on could lose a request or call twice. So it is said
// with the job's place, nothing more is committed, and the process ends: the ledger of the last good commit decides what comes next.
// Any thread. It is not for bad input or for what the network does: those are values.
#pragma once

#include <string>
#include <string_view>

namespace iw {

/// Called with the law that is broken and where (topic, partition, offset, or what is known). Must not return.
using BreachHandler = void (*)(std::string_view law, std::string_view where);

/// Tests and the simulation put a handler in place that throws, so that a run can say which seed it was. nullptr: the worker's own again.
void on_breach(BreachHandler handler);

/// A law is broken: says so and ends the process with status 1, at once. What is under way on other threads is not waited for.
[[noreturn]] void breach(std::string_view law, std::string_view where);

}  // namespace iw
