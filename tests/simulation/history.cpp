#include "tests/simulation/history.hpp"

#include "common/overloaded.hpp"

namespace iw::simulation {

namespace {

std::string text(const Place& place) { return std::to_string(place.partition) + "/" + std::to_string(place.offset); }

std::string text(Duration time) { return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count() - 3'600'000) + " ms"; }

std::string line(const Asked& asked) {
  return "asked     " + text(asked.place) + (asked.valid ? asked.reports ? " report" : " resubmit" : " invalid") +
         (asked.key.empty() ? "" : " key " + asked.key);
}

std::string line(const Told& told) {
  return "told      " + text(told.place) + " " + told.outcome + (told.job_id == 0 ? "" : " " + std::to_string(told.job_id));
}

std::string line(const Letter& letter) { return "letter    " + text(letter.place); }

std::string line(const Committed& committed) {
  std::string open;
  for (const LedgerRun& run : committed.ledger.runs)
    for (auto offset = run.first; offset < run.first + run.length; ++offset)
      open += " " + std::to_string(offset) + (run.state.kind == OffsetKind::pending ? "p" : run.state.kind == OffsetKind::waiting ? "w" : "s");
  return "committed " + text(Place{committed.partition, committed.ledger.offset}) + " by worker " + std::to_string(committed.worker) + ", number " +
         std::to_string(committed.stamp.sequence) + ", begun " + text(committed.begun.value_or(Duration{})) + ", end " +
         std::to_string(committed.ledger.end) + ", open" + (open.empty() ? " none" : open);
}

std::string line(const Called& called) {
  return "called    " + text(called.place) + " by worker " + std::to_string(called.worker) + " at " + text(called.when.time) +
         (called.refused ? ", refused" : "") + (called.job_id == 0 ? "" : ", executed as " + std::to_string(called.job_id)) +
         (called.generation_is_old ? ", of an old generation" : "");
}

std::string line(const TakenUp& taken) { return "taken up  " + std::to_string(taken.partition) + " at " + text(taken.when.time); }

std::string line(const Noted& noted) { return "- " + text(noted.time.time_since_epoch()) + ": " + noted.what; }

}  // namespace

testing::Facts facts_of(const History& history) {
  testing::Facts facts;
  const auto file = Overloaded{[&](const Asked& asked) { facts.asked.push_back(asked); },
                               [&](const Told& told) { facts.told.push_back(told); },
                               [&](const Letter& letter) { facts.letters.push_back(letter); },
                               [&](const Committed& committed) { facts.committed.push_back(committed); },
                               [&](const Called& called) { facts.called.push_back(called); },
                               [&](const TakenUp& taken) { facts.taken_up.push_back(taken); },
                               [](const Noted&) {}};
  for (const auto& happening : history.happenings) std::visit(file, happening);
  facts.rules = {.ordered = history.ordered,
                 .dead_letters = true,
                 .attempts = history.attempts,
                 .breaker = history.breaker,
                 .backoff = history.backoff,
                 .session = history.session,
                 .freshness = history.freshness,
                 .longest_transaction = history.transaction_timeout};
  facts.completed = history.completed;
  return facts;
}

std::string to_text(const History& history) {
  std::string lines;
  for (const auto& happening : history.happenings) lines += std::visit([](const auto& what) { return line(what); }, happening) + "\n";
  return lines;
}

}  // namespace iw::simulation
