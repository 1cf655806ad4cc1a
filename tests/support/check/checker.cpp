#include "tests/support/check/checker.hpp"

#include "tests/support/check/rules.hpp"

namespace iw::testing {

std::vector<std::string> check(const Facts& facts) {
  const Book book{facts};
  Findings findings;
  for (const auto rule : {check_events, check_commits, check_calls, check_intents, check_pace, check_bounds}) rule(book, findings);
  return findings.take();
}

}  // namespace iw::testing
