// The rules of the guarantee (guarantee.md, I1 to I10), a function for each group of invariants that looks at the same facts. Pure; one thread.
// They know nothing of the engine: what a worker believed does not count, only what broker and API saw.
#pragma once

#include "tests/support/check/book.hpp"
#include "tests/support/check/findings.hpp"

namespace iw::testing {

/// I1, and of I2 the dead letters: exactly one terminal event for each request, and a dead letter for each that did not succeed.
void check_events(const Book& book, Findings& findings);

/// I2, I4, of I7 the age of transactions, of I8 that nobody commits but the owner: each partition's commits one after the other.
void check_commits(const Book& book, Findings& findings);

/// I3, I5: calls against events.
void check_calls(const Book& book, Findings& findings);

/// I7, I8: calls against the intents and permissions that they need.
void check_intents(const Book& book, Findings& findings);

/// I6: how long jobs wait between their calls, when they may call at all, and whether waits spread.
void check_pace(const Book& book, Findings& findings);

/// I9, I10: no secret in any text, everything within bounds and to its end.
void check_bounds(const Book& book, Findings& findings);

}  // namespace iw::testing
