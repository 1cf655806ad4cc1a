// The facts of a run put in order: what belongs to each request, and each partition's commits in a row. Pure; one thread.
// It judges nothing: rules.hpp does.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "tests/support/check/facts.hpp"

namespace iw::testing {

/// One request and what became of it.
struct JobFile {
  const Asked* asked = nullptr;
  std::vector<const Told*> told;      ///< by moment
  std::vector<const Called*> called;  ///< by moment
  int letters = 0;
  bool skipped = false;  ///< somebody committed an offset behind it by hand: it need not be told
};

/// An index over facts, which must outlive it.
struct Book {
  explicit Book(const Facts& facts);

  const Facts& facts;
  std::map<Place, JobFile> jobs;                                  ///< by place, so each partition's in offset order
  std::map<std::int32_t, std::vector<const Committed*>> commits;  ///< per partition, in the order of the log
  std::map<std::int32_t, std::vector<const TakenUp*>> taken_up;   ///< per partition, by moment
  std::vector<const Told*> stray_events;                          ///< of no request
  std::vector<const Called*> stray_calls;
  std::vector<const Letter*> stray_letters;

 private:
  void mark_skipped();
};

/// Is `a` certainly later than `b`?
[[nodiscard]] inline bool is_later(const When& a, const When& b, Duration slack) { return a.order > b.order + slack.count(); }

/// What a commit says of an offset; beyond the ledger's end it is pending: not read yet.
[[nodiscard]] OffsetState state_in(const LedgerSnapshot& ledger, std::int64_t offset);

/// The commits that may have been the last ones at that moment: exactly one without slack, or none before the first. `worker`: only this one's;
/// 0: anybody's.
[[nodiscard]] std::vector<const Committed*> last_commits(const Book& book, std::int32_t partition, const When& at, Duration slack, int worker = 0);

}  // namespace iw::testing
