#include <algorithm>
#include <optional>
#include <vector>

#include "tests/support/check/rules.hpp"
#include "tests/support/check/spread.hpp"

namespace iw::testing {

namespace {

std::string in_ms(Duration length) { return std::to_string(length / std::chrono::milliseconds{1}) + " ms"; }

/// When calls of the account may be probes: those use up no attempt, and nobody outside can tell which they are.
std::optional<When> first_illness(const Facts& facts) {
  std::optional<When> first;
  const auto consider = [&first](const When& when) {
    if (!first || when.order < first->order) first = when;
  };
  std::vector<When> failures;
  for (const auto& called : facts.called) {
    if (called.answer == AnswerKind::account_is_ill) consider(called.when);
    if (called.answer == AnswerKind::counts) failures.push_back(called.when);
  }
  if (facts.rules.breaker == 0) return first;
  // Failures that the API never saw count for the breaker as well: an eighth of them is taken for the least that it must have seen.
  const auto least = static_cast<std::size_t>(facts.rules.breaker / 8);
  if (least == 0) return When{};
  std::sort(failures.begin(), failures.end(), [](const When& a, const When& b) { return a.order < b.order; });
  if (failures.size() >= least) consider(failures[least - 1]);
  return first;
}

/// I6 for one job: goes through its calls with the attempts that it has certainly used up.
class PaceOfAJob {
 public:
  PaceOfAJob(const Book& book, const JobFile& job, const std::optional<When>& illness, Spread& spread, Findings& findings)
      : book_(book), job_(job), illness_(illness), spread_(spread), findings_(findings) {}

  void run() {
    const Called* before = nullptr;
    for (const Called* called : job_.called) {
      check_limits(*called);
      if (before != nullptr && !lost_track_) step(*before, *called);
      before = called;
    }
  }

 private:
  void check_limits(const Called& called) {
    const auto slack = book_.facts.slack;
    if (job_.asked->deadline && called.when.time > *job_.asked->deadline + slack) wrong("called after its deadline");
    if (job_.asked->not_before && called.when.time + slack < *job_.asked->not_before) wrong("called before the time that it asked for");
  }

  /// From one call to the next. An attempt that never reached the API is not seen here, so the true count may be higher, and the wait longer.
  void step(const Called& before, const Called& called) {
    if (const TakenUp* taken = taken_up_between(before, called)) return step_to_new_owner(*taken, before, called);
    // Two owners at once, one of them an old one: which attempts are whose cannot be told apart.
    if (before.worker != called.worker) return void(lost_track_ = true);
    const bool may_be_probe = illness_ && !is_later(*illness_, before.when, book_.facts.slack);
    const bool counts = before.answer == AnswerKind::counts;
    if (counts && !may_be_probe) ++used_;
    check_retry_limits(called, may_be_probe);
    if (!counts) return;
    check_gap(before, called);
    // Those that need an intent come back as cycles do.
    if (!may_be_probe && !job_.asked->reports)
      spread_.add(used_, called.when.time - before.when.time - before.took.value_or(Duration{}), before.took.has_value());
  }

  /// The new owner knows the attempts that were committed, and waits anew when there are any.
  void step_to_new_owner(const TakenUp& taken, const Called& before, const Called& called) {
    used_ = recorded_attempts(taken);
    if (used_ > 0) check_gap(before, called);
    lost_track_ = true;  // the old owner may not know yet that it is one
  }

  void check_retry_limits(const Called& called, bool may_be_probe) {
    const RunRules& rules = book_.facts.rules;
    if (rules.attempts > 0 && used_ >= rules.attempts && !may_be_probe) wrong("called again after " + std::to_string(used_) + " attempts");
    const auto since_first = called.when.time - job_.called.front()->when.time;
    if (rules.retry_deadline > Duration{} && since_first > rules.retry_deadline + book_.facts.slack)
      wrong("called again " + in_ms(since_first) + " after its first call");
  }

  /// Waits for slots, cycles, tokens and budgets only make a gap longer: what can be told is that it is too short.
  void check_gap(const Called& before, const Called& called) {
    const auto shortest = backoff(used_, book_.facts.rules.backoff, 0);
    const auto gap = called.when.time - before.when.time;
    if (gap + book_.facts.slack < shortest)
      wrong("called again " + in_ms(gap) + " after attempt " + std::to_string(used_) + ", " + in_ms(shortest) + " is the least");
  }

  const TakenUp* taken_up_between(const Called& before, const Called& called) const {
    const auto list = book_.taken_up.find(called.place.partition);
    if (list == book_.taken_up.end()) return nullptr;
    const auto slack = book_.facts.slack;
    for (auto it = list->second.rbegin(); it != list->second.rend() && !is_later(before.when, (*it)->when, slack); ++it)
      if (!is_later((*it)->when, called.when, slack)) return *it;
    return nullptr;
  }

  /// The least that it may have read, where the moment leaves several commits open.
  int recorded_attempts(const TakenUp& taken) const {
    std::optional<int> least;
    for (const auto* commit : last_commits(book_, taken.partition, taken.when, book_.facts.slack))
      least = std::min(least.value_or(1'000'000), state_in(commit->ledger, job_.asked->place.offset).attempts);
    return least.value_or(0);
  }

  void wrong(const std::string& what) { findings_.wrong("I6", job_.asked->place, what); }

  const Book& book_;
  const JobFile& job_;
  const std::optional<When>& illness_;
  Spread& spread_;
  Findings& findings_;
  int used_ = 0;
  bool lost_track_ = false;
};

}  // namespace

void check_pace(const Book& book, Findings& findings) {
  const auto illness = first_illness(book.facts);
  Spread spread{book};
  for (const auto& [place, job] : book.jobs) PaceOfAJob{book, job, illness, spread, findings}.run();
  spread.check(findings);
}

}  // namespace iw::testing
