// Facts put in order: which commit was the last one at a moment, and what it says.
#include "tests/support/check/book.hpp"

#include <gtest/gtest.h>

namespace iw::testing {
namespace {

const LedgerSnapshot kLedger{10, 20, {{10, 2, {OffsetKind::waiting, 3}}, {12, 1, {OffsetKind::started, 1}}, {15, 2, {OffsetKind::pending, 0}}}};

TEST(Book, FindsTheStateOfAnOffsetInALedger) {
  EXPECT_EQ(state_in(kLedger, 9).kind, OffsetKind::done);
  EXPECT_EQ(state_in(kLedger, 11), (OffsetState{OffsetKind::waiting, 3}));
  EXPECT_EQ(state_in(kLedger, 12).kind, OffsetKind::started);
  EXPECT_EQ(state_in(kLedger, 13).kind, OffsetKind::done);
  EXPECT_EQ(state_in(kLedger, 16).kind, OffsetKind::pending);
  EXPECT_EQ(state_in(kLedger, 17).kind, OffsetKind::done);
}

TEST(Book, TakesWhatLiesBehindALedgersEndForNotReadYet) { EXPECT_EQ(state_in(kLedger, 20), (OffsetState{OffsetKind::pending, 0})); }

/// Commits of two workers at 10, 20 and 30; the numbers of those that may have been the last ones.
std::vector<std::uint64_t> last_at(std::int64_t at, std::int64_t slack, int worker = 0) {
  Facts facts;
  for (std::uint64_t n = 1; n <= 3; ++n)
    facts.committed.push_back({.stamp = {0, n}, .when = {static_cast<std::int64_t>(10 * n), {}}, .worker = n == 2 ? 2 : 1});
  std::vector<std::uint64_t> numbers;
  for (const auto* commit : last_commits(Book{facts}, 0, {at, {}}, Duration{slack}, worker)) numbers.push_back(commit->stamp.sequence);
  return numbers;
}

using Numbers = std::vector<std::uint64_t>;

TEST(Book, KnowsTheLastCommitBeforeAMoment) {
  EXPECT_EQ(last_at(9, 0), Numbers{});
  EXPECT_EQ(last_at(10, 0), Numbers{1});
  EXPECT_EQ(last_at(25, 0), Numbers{2});
  EXPECT_EQ(last_at(99, 0), Numbers{3});
}

TEST(Book, NamesAllCommitsThatMayHaveBeenTheLastWithinTheSlack) {
  EXPECT_EQ(last_at(25, 5), (Numbers{3, 2, 1})) << "at 20 it may have been the first, at 30 the third";
  EXPECT_EQ(last_at(25, 4), Numbers{2});
  EXPECT_EQ(last_at(7, 3), Numbers{1});
}

TEST(Book, LooksAtOneWorkersCommitsAlone) {
  EXPECT_EQ(last_at(25, 0, 1), Numbers{1});
  EXPECT_EQ(last_at(25, 0, 2), Numbers{2});
  EXPECT_EQ(last_at(25, 0, 3), Numbers{});
}

}  // namespace
}  // namespace iw::testing
