// What happened in one simulated run, in its order. Plain data; one thread.
// The facts are those that runs of processes give, too (support/check/facts.hpp), with all that only a simulation knows.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/support/check/checker.hpp"

namespace iw::simulation {

using testing::Asked;
using testing::Called;
using testing::Committed;
using testing::Letter;
using testing::Place;
using testing::TakenUp;
using testing::Told;

/// Anything else, for the one who reads the history; the checker passes it by.
struct Noted {
  TimePoint time{};
  std::string what;
};

using Happening = std::variant<Asked, Told, Letter, Committed, Called, TakenUp, Noted>;

/// One run.
struct History {
  std::vector<Happening> happenings;
  Duration session{};
  Duration freshness{};   ///< how long a permission to call lasts
  bool ordered = false;   ///< ordering.by: key
  bool completed = true;  ///< after all faults had stopped, everything ended in time
  int attempts = 0;
  int breaker = 0;  ///< failures in a row that break an account; 0: off
  BackoffRules backoff;
  Duration transaction_timeout{};

  /// The next happening: its moment is its place in the list.
  template <class Happening>
  void add(Happening what, TimePoint now) {
    what.when = {static_cast<std::int64_t>(happenings.size()), now.time_since_epoch()};
    happenings.emplace_back(std::move(what));
  }
};

/// The same as facts for the checker.
[[nodiscard]] testing::Facts facts_of(const History& history);

/// All violations of the guarantee, one line each; empty when the run was right.
[[nodiscard]] inline std::vector<std::string> check(const History& history) { return testing::check(facts_of(history)); }

/// A line for each happening, for the one who looks for the cause of a violation.
[[nodiscard]] std::string to_text(const History& history);

}  // namespace iw::simulation
