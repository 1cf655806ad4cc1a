#include "tests/support/check/book.hpp"

#include <algorithm>

namespace iw::testing {

namespace {

/// By moment; what has the same moment stays in the order of the facts.
template <class Happening>
void sort_by_moment(std::vector<const Happening*>& list) {
  std::stable_sort(list.begin(), list.end(), [](const auto* a, const auto* b) { return a->when.order < b->when.order; });
}

}  // namespace

Book::Book(const Facts& all) : facts(all) {
  for (const auto& asked : facts.asked) jobs[asked.place].asked = &asked;
  // Each happening of a request goes to its file, or to those that have none.
  const auto file = [this](const auto& what, auto stray, auto put) {
    const auto it = jobs.find(what.place);
    it == jobs.end() ? (this->*stray).push_back(&what) : put(it->second);
  };
  for (const auto& told : facts.told) file(told, &Book::stray_events, [&](JobFile& job) { job.told.push_back(&told); });
  for (const auto& called : facts.called) file(called, &Book::stray_calls, [&](JobFile& job) { job.called.push_back(&called); });
  for (const auto& letter : facts.letters) file(letter, &Book::stray_letters, [](JobFile& job) { ++job.letters; });
  for (const auto& committed : facts.committed) commits[committed.partition].push_back(&committed);
  for (const auto& taken : facts.taken_up) taken_up[taken.partition].push_back(&taken);
  for (auto& [place, job] : jobs) {
    sort_by_moment(job.told);
    sort_by_moment(job.called);
  }
  for (auto& [partition, list] : taken_up) sort_by_moment(list);
  if (facts.rules.commits_by_hand) mark_skipped();
}

void Book::mark_skipped() {
  for (const auto& commit : facts.committed) {
    if (!commit.by_hand) continue;
    for (auto it = jobs.lower_bound({commit.partition, 0}); it != jobs.end() && it->first.partition == commit.partition; ++it)
      it->second.skipped = it->first.offset < commit.ledger.offset;
  }
}

OffsetState state_in(const LedgerSnapshot& ledger, std::int64_t offset) {
  if (offset >= ledger.end) return {OffsetKind::pending, 0};
  const auto behind =
      std::upper_bound(ledger.runs.begin(), ledger.runs.end(), offset, [](std::int64_t at, const LedgerRun& run) { return at < run.first; });
  if (behind == ledger.runs.begin()) return {OffsetKind::done, 0};
  const LedgerRun& run = *std::prev(behind);
  return offset < run.first + run.length ? run.state : OffsetState{OffsetKind::done, 0};
}

std::vector<const Committed*> last_commits(const Book& book, std::int32_t partition, const When& at, Duration slack, int worker) {
  std::vector<const Committed*> found;
  const auto list = book.commits.find(partition);
  if (list == book.commits.end()) return found;
  const auto& commits = list->second;
  // From the last one that may have come before, back to the first that may still have been the last.
  auto it = std::partition_point(commits.begin(), commits.end(), [&](const Committed* commit) { return !is_later(commit->when, at, slack); });
  while (it != commits.begin()) {
    const Committed* commit = *--it;
    if (worker != 0 && commit->worker != worker) continue;
    found.push_back(commit);
    if (is_later(at, commit->when, slack)) break;
  }
  return found;
}

}  // namespace iw::testing
