// Do waits spread, or do jobs that failed together come back together (I6)? Pure; one thread.
#pragma once

#include <map>
#include <vector>

#include "tests/support/check/book.hpp"
#include "tests/support/check/findings.hpp"

namespace iw::testing {

/// The waits before the second, third … attempt of all jobs of a run.
class Spread {
 public:
  explicit Spread(const Book& book) : book_(book) {}

  /// A job waited this long after attempt `n`; `exact`: the call's own length is not in it.
  void add(int n, Duration wait, bool exact);
  /// For each n with enough waits: a fifth of the backoff's window must be used on both sides of the middle.
  void check(Findings& findings) const;

 private:
  struct Waits {
    std::vector<Duration> lengths;
    bool exact = true;
  };
  [[nodiscard]] bool can_judge(const Waits& waits, Duration window) const;
  [[nodiscard]] Duration usual_call() const;

  const Book& book_;
  std::map<int, Waits> waits_;
};

}  // namespace iw::testing
