#include "tests/support/check/rules.hpp"

namespace iw::testing {

namespace {

void check_letters(const Place& place, const JobFile& job, Findings& findings) {
  const int expected = job.told.front()->outcome == "accepted" ? 0 : 1;
  if (job.letters != expected)
    findings.wrong("I2", place, std::to_string(job.letters) + " dead letters beside an event '" + job.told.front()->outcome + "'");
}

void check_job(const Book& book, const Place& place, const JobFile& job, Findings& findings) {
  if (job.told.empty()) {
    if (!job.skipped) findings.wrong("I1", place, "never told");
    if (job.letters > 0) findings.wrong("I2", place, "a dead letter without an event");
    return;
  }
  if (job.told.size() > 1)
    findings.wrong("I1", place, "told " + std::to_string(job.told.size()) + " times, at last as " + job.told.back()->outcome);
  else if (book.facts.rules.dead_letters)
    check_letters(place, job, findings);
}

}  // namespace

void check_events(const Book& book, Findings& findings) {
  for (const auto* told : book.stray_events) findings.wrong("I1", told->place, "an event where there is no request");
  for (const auto* letter : book.stray_letters) findings.wrong("I1", letter->place, "a dead letter where there is no request");
  for (const auto& letter : book.facts.letters)
    if (!letter.intact) findings.wrong("I2", letter.place, "its dead letter differs from the request");
  for (const auto& [place, job] : book.jobs) check_job(book, place, job, findings);
}

}  // namespace iw::testing
