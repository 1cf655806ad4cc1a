#include <algorithm>

#include "tests/support/check/rules.hpp"

namespace iw::testing {

namespace {

std::string by(const Called& called) { return called.worker == 0 ? "" : " by worker " + std::to_string(called.worker); }

/// A job that reports calls on an intent: the last commit before the call says `started`, and is younger than a permission lasts.
void check_intent(const Book& book, const Called& called, Findings& findings) {
  auto commits = last_commits(book, called.place.partition, called.when, book.facts.slack, called.worker);
  std::erase_if(commits, [&](const Committed* commit) { return state_in(commit->ledger, called.place.offset).kind != OffsetKind::started; });
  if (commits.empty()) return findings.wrong("I7", called.place, "called" + by(called) + " while no commit recorded the intent");
  const auto fresh = [&](const Committed* commit) {
    return called.when.time - commit->begun.value_or(commit->when.time) <= book.facts.rules.freshness + book.facts.slack;
  };
  if (book.facts.rules.freshness > Duration{} && std::none_of(commits.begin(), commits.end(), fresh))
    findings.wrong("I8", called.place, "called" + by(called) + " on an intent that had run out");
}

/// One that resubmits calls while its worker is known to be alive. Where the group has not moved on, a late call harms nobody.
void check_liveness(const Book& book, const Called& called, Findings& findings) {
  const bool alive = called.validated && called.when.time - called.last_tick <= book.facts.rules.freshness;
  if (called.generation_is_old && !alive)
    findings.wrong("I8", called.place, "called" + by(called) + " of an old generation, on a permission that had run out");
  if (called.without_name > book.facts.rules.session)
    findings.wrong("I8", called.place, "called" + by(called) + " though another had its name for a session");
}

}  // namespace

void check_intents(const Book& book, Findings& findings) {
  for (const auto& [place, job] : book.jobs)
    for (const Called* called : job.called) (job.asked->reports ? check_intent : check_liveness)(book, *called, findings);
}

}  // namespace iw::testing
