// Histories made by hand for the checker's tests: each function adds what it says, of partition 0, one moment after the last. One thread.
// It makes facts and judges nothing.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/check/checker.hpp"

namespace iw::testing {

using std::chrono::milliseconds;

/// A history in the making.
struct Story {
  Story() { facts.rules.freshness = std::chrono::seconds{3}; }

  Story& asked(std::int64_t offset, bool reports = true, std::string key = "") {
    facts.asked.push_back({.place = {0, offset}, .key = std::move(key), .reports = reports, .when = next()});
    return *this;
  }
  Story& told(std::int64_t offset, const std::string& outcome = "accepted", std::int64_t job_id = 1) {
    facts.told.push_back({{0, offset}, outcome, outcome == "accepted" ? job_id : 0, next(), {}});
    return *this;
  }
  Story& letter(std::int64_t offset, bool intact = true) {
    facts.letters.push_back({{0, offset}, intact, next()});
    return *this;
  }
  /// The next commit of the partition's chain, with these open offsets.
  Story& committed(std::int64_t offset, std::int64_t end, std::vector<LedgerRun> open = {}, int worker = 1) {
    const When now = next();
    facts.committed.push_back({.ledger = {offset, end, std::move(open)}, .stamp = {7, ++sequence}, .when = now, .worker = worker, .begun = now.time});
    return *this;
  }
  /// A commit without a ledger.
  Story& committed_by_hand(std::int64_t offset) {
    facts.committed.push_back({.ledger = {offset, offset, {}}, .by_hand = true, .when = next()});
    sequence = 0;
    return *this;
  }
  /// The intent of one request, as the cycle before its call records it.
  Story& intent(std::int64_t offset, std::int64_t end, int attempts = 1) {
    return committed(offset, end, {{offset, 1, {OffsetKind::started, attempts}}});
  }
  /// A call that gave this job_id, or was refused when it is 0.
  Story& called(std::int64_t offset, std::int64_t job_id = 1, int worker = 1) {
    facts.called.push_back({.place = {0, offset}, .when = next(), .refused = job_id == 0, .job_id = job_id, .worker = worker});
    return *this;
  }
  /// A call that was refused with an answer that counts, or not.
  Story& refused(std::int64_t offset, AnswerKind answer = AnswerKind::counts) {
    called(offset, 0);
    facts.called.back().answer = answer;
    return *this;
  }
  /// A call that was lost: perhaps executed, perhaps not.
  Story& lost(std::int64_t offset) {
    called(offset, 0);
    facts.called.back().refused = false;
    return *this;
  }
  Story& called_by_old_generation(std::int64_t offset, bool validated = true) {
    called(offset);
    facts.called.back().generation_is_old = true;
    facts.called.back().validated = validated;
    facts.called.back().last_tick = ticked;
    return *this;
  }
  /// The worker's name was another's by then.
  Story& called_without_name(std::int64_t offset, Duration since) {
    called_by_old_generation(offset);
    facts.called.back().without_name = since;
    return *this;
  }
  Story& taken_up() {
    facts.taken_up.push_back({0, next()});
    return *this;
  }
  /// Time passes; the happenings so far lie behind.
  Story& later(Duration length) {
    now_.time += length;
    return *this;
  }
  /// On processes only the clock tells what came first.
  Story& by_the_clock(Duration slack, Duration log_slack = {}) {
    facts.slack = slack;
    facts.log_slack = log_slack;
    clock_only_ = true;
    return *this;
  }

  Facts facts;
  std::uint64_t sequence = 0;  ///< of the last commit
  Duration ticked{};           ///< the worker's last tick

 private:
  When next() {
    if (clock_only_) return {now_.time.count(), now_.time};
    ++now_.order;
    return now_;
  }
  When now_;
  bool clock_only_ = false;
};

/// One whose jobs have eight attempts and wait 0.5 to 1 s, 1 to 2 s, 2 to 4 s, 2 to 4 s …
[[nodiscard]] inline Story paced() {
  Story story;
  story.facts.rules.backoff = {std::chrono::seconds{1}, std::chrono::seconds{4}, 2};
  story.facts.rules.attempts = 8;
  return story;
}

/// A request that reports, from its intent to its event.
[[nodiscard]] inline Story a_right_one() { return Story{}.asked(0).intent(0, 1).called(0).told(0).committed(1, 1); }

/// The invariants that the checker finds broken, each once.
[[nodiscard]] inline std::string broken(const Facts& facts) {
  std::set<std::string> names;
  for (const auto& line : check(facts)) names.insert(line.substr(0, line.find(':')));
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : " ") + name;
  return all;
}
[[nodiscard]] inline std::string broken(const Story& story) { return broken(story.facts); }

}  // namespace iw::testing
