// The slots of calls: taken while there are some, given back exactly once, counted from the calls themselves.
#include "worker/call/call_book.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "tests/support/law_guard.hpp"

namespace iw {
namespace {

constexpr JobName kJob{7, 3};

/// Breaches throw.
struct CallBookTest : ::testing::Test {
  testing::LawGuard guard;
  CallBook calls{2};
};

TEST_F(CallBookTest, GivesSlotsUntilTheyAreTaken) {
  EXPECT_EQ(calls.slots(), 2U);
  (void)calls.begin(kJob, 0, 1);
  EXPECT_TRUE(calls.has_room(TimePoint{}));
  (void)calls.begin(kJob, 0, 1);
  EXPECT_FALSE(calls.has_room(TimePoint{}));
  EXPECT_EQ(calls.under_way(), 2U);
}

TEST_F(CallBookTest, NarrowedItBeginsNothingForAMomentThenFewThenAll) {
  CallBook book{10};
  std::vector<CallId> open;
  for (int n = 0; n < 4; ++n) open.push_back(book.begin(kJob, 0, 1));
  const TimePoint now{};
  using std::chrono::milliseconds;
  book.narrow(now);
  EXPECT_EQ(book.limit(now), 0U);
  EXPECT_FALSE(book.has_room(now + milliseconds{999}));
  EXPECT_EQ(book.limit(now + milliseconds{1000}), 5U);
  EXPECT_EQ(book.limit(now + milliseconds{3000}), 7U);
  EXPECT_EQ(book.limit(now + milliseconds{60'000}), 10U);
  for (const auto call : open) (void)book.end(call);
  book.narrow(now + milliseconds{60'000});
  EXPECT_EQ(book.limit(now + milliseconds{61'000}), 1U) << "one a second, when not even one fits";
  EXPECT_EQ(book.slots(), 10U);
}

TEST_F(CallBookTest, OneCallMoreThanThereAreSlotsIsABreach) {
  (void)calls.begin(kJob, 0, 1);
  (void)calls.begin(kJob, 0, 1);
  EXPECT_THROW((void)calls.begin(kJob, 0, 1), testing::LawBroken);
  EXPECT_EQ(calls.under_way(), 2U);
}

TEST_F(CallBookTest, EndNamesTheJobAndFreesTheSlot) {
  const CallId first = calls.begin(kJob, 0, 1);
  (void)calls.begin({8, 1}, 0, 1);
  EXPECT_EQ(calls.end(first), kJob);
  EXPECT_EQ(calls.under_way(), 1U);
  EXPECT_TRUE(calls.has_room(TimePoint{}));
}

TEST_F(CallBookTest, SecondEndOfACallIsABreach) {
  const CallId call = calls.begin(kJob, 0, 1);
  (void)calls.end(call);
  EXPECT_THROW((void)calls.end(call), testing::LawBroken);
  EXPECT_EQ(calls.under_way(), 0U);
}

TEST_F(CallBookTest, EndOfACallWhosePlaceHasAnotherOneNowIsABreach) {
  const CallId old = calls.begin(kJob, 0, 1);
  (void)calls.end(old);
  const CallId current = calls.begin({8, 1}, 0, 1);
  EXPECT_THROW((void)calls.end(old), testing::LawBroken);
  EXPECT_THROW(calls.orphan(old), testing::LawBroken);
  EXPECT_EQ(calls.end(current), (JobName{8, 1})) << "the other one is untouched";
}

TEST_F(CallBookTest, EndOfACallThatNeverWasIsABreach) {
  EXPECT_THROW((void)calls.end(0), testing::LawBroken);
  EXPECT_THROW((void)calls.end(12345), testing::LawBroken);
}

TEST_F(CallBookTest, IdsOfAPlaceThatIsUsedAgainNeverRepeat) {
  std::set<CallId> seen;
  for (int i = 0; i < 1000; ++i) {
    const CallId call = calls.begin(kJob, 0, 1);
    EXPECT_TRUE(seen.insert(call).second);
    EXPECT_NE(call, 0U) << "0 stands for no call";
    (void)calls.end(call);
  }
}

TEST_F(CallBookTest, OrphanedCallKeepsItsSlotUntilItEndsWithoutAJob) {
  const CallId call = calls.begin(kJob, 0, 1);
  (void)calls.begin(kJob, 0, 1);
  calls.orphan(call);
  EXPECT_FALSE(calls.has_room(TimePoint{}));
  EXPECT_EQ(calls.with_job(), 1U);
  EXPECT_EQ(calls.end(call), std::nullopt);
  EXPECT_TRUE(calls.has_room(TimePoint{}));
}

TEST_F(CallBookTest, CallsAreCountedByAccountAndByAssignment) {
  CallBook many{8};
  const CallId first = many.begin(kJob, 0, 1);
  (void)many.begin(kJob, 0, 2);
  const CallId orphan = many.begin(kJob, 1, 2);
  EXPECT_EQ(many.under_way_of_account(0), 2U);
  EXPECT_EQ(many.under_way_of_account(1), 1U);
  EXPECT_EQ(many.under_way_of_account(2), 0U);
  EXPECT_EQ(many.under_way_of_assignment(1), 1U);
  EXPECT_EQ(many.under_way_of_assignment(2), 2U);
  EXPECT_EQ(many.with_job(), 3U);
  many.orphan(orphan);
  EXPECT_EQ(many.under_way_of_account(1), 1U) << "it is still a call of the account";
  EXPECT_EQ(many.under_way_of_assignment(2), 2U) << "and of its assignment";
  (void)many.end(first);
  EXPECT_EQ(many.under_way_of_account(0), 1U);
  EXPECT_EQ(many.under_way_of_assignment(1), 0U);
}

}  // namespace
}  // namespace iw
