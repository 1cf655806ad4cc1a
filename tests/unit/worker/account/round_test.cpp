// Whose turn it is, how many could call, and when closed accounts are to be looked at again.
#include <deque>
#include <vector>

#include "tests/unit/worker/account/account_fixture.hpp"
#include "worker/account/accounts.hpp"

namespace iw {
namespace {

/// Accounts a, b, c and jobs in their queues.
struct RoundTest : ::testing::Test {
  Settings settings = [] {
    Settings made;
    made.accounts = {AccountSettings{.name = "a"}, AccountSettings{.name = "b"}, AccountSettings{.name = "c"}};
    return made;
  }();
  std::deque<Queued> jobs;  // before the accounts: they stand in their queues
  Accounts accounts{settings};

  Queued& want(std::size_t account, bool in_front = false) {
    Queued& job = jobs.emplace_back();
    job.ref = static_cast<JobRef>(jobs.size() - 1);
    accounts.at(account).enqueue(job, kT, in_front);
    return job;
  }
  /// The next `turns` turns, each passed on.
  std::vector<std::size_t> turns(std::size_t count) {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < count; ++i) {
      result.push_back(accounts.round().turn().value_or(99));
      accounts.round().pass();
    }
    return result;
  }
  void TearDown() override {
    for (auto& job : jobs) JobQueue::leave(job);
  }
};

TEST_F(RoundTest, NobodysTurnComesWithoutJobs) {
  EXPECT_FALSE(accounts.round().turn());
  EXPECT_EQ(accounts.round().size(), 0U);
  EXPECT_EQ(accounts.round().callable(), 0U);
  EXPECT_EQ(accounts.round().next_look(), TimePoint::max());
}

TEST_F(RoundTest, AccountsTakeTurnsHoweverLongTheirQueuesAre) {
  for (int i = 0; i < 100; ++i) want(0);
  want(1);
  want(2);
  EXPECT_EQ(turns(6), (std::vector<std::size_t>{0, 1, 2, 0, 1, 2}));
  EXPECT_EQ(accounts.round().size(), 3U);
  EXPECT_EQ(accounts.round().callable(), 102U);
}

TEST_F(RoundTest, AccountWhoseLastJobLeavesIsOutOfTheRoundAndTheOthersKeepTheirOrder) {
  want(0);
  Queued& only = want(1);
  want(2);
  accounts.at(1).leave(only, kT);
  EXPECT_EQ(turns(4), (std::vector<std::size_t>{0, 2, 0, 2}));
  EXPECT_EQ(accounts.round().callable(), 2U);
}

TEST_F(RoundTest, AccountThatComesAgainGoesToTheEndOfTheRound) {
  Queued& job = want(0);
  want(1);
  accounts.at(0).leave(job, kT);
  accounts.at(0).enqueue(job, kT, false);
  EXPECT_EQ(turns(2), (std::vector<std::size_t>{1, 0}));
}

TEST_F(RoundTest, MoreJobsOfAnAccountGiveItNoFurtherTurn) {
  want(0);
  want(1);
  want(0);
  EXPECT_EQ(turns(3), (std::vector<std::size_t>{0, 1, 0}));
}

TEST_F(RoundTest, JobThatWasThereBeforeGoesInFront) {
  const JobRef first = want(0).ref;
  EXPECT_EQ(accounts.at(0).ready().front(), first);
  const JobRef before = want(0, true).ref;
  EXPECT_EQ(accounts.at(0).ready().front(), before);
}

TEST_F(RoundTest, ClosedAccountHasNoTurnAndItsJobsDoNotCountAsCallable) {
  want(0);
  want(0);
  want(1);
  accounts.at(0).pause(kT + 10s, trouble("45011"), kT);
  EXPECT_EQ(turns(2), (std::vector<std::size_t>{1, 1}));
  EXPECT_EQ(accounts.round().callable(), 1U);
  EXPECT_EQ(accounts.round().next_look(), kT + 10s);
}

TEST_F(RoundTest, AccountComesBackWhenItIsLookedAtAfterItsPause) {
  want(0);
  accounts.at(0).pause(kT + 10s, trouble("45011"), kT);
  accounts.wake(kT + 10s - 1ns);
  EXPECT_FALSE(accounts.round().turn());
  accounts.wake(kT + 10s);
  EXPECT_EQ(accounts.round().turn(), 0U);
  EXPECT_EQ(accounts.round().next_look(), TimePoint::max());
}

TEST_F(RoundTest, HeldAccountIsLookedAtWhenItsProbeIsDueAndLeavesAgainWithTheProbe) {
  want(0);
  accounts.at(0).hold(trouble("40001"), kT, 0);
  EXPECT_EQ(accounts.round().next_look(), kT + 500ms);
  accounts.wake(kT + 500ms);
  ASSERT_EQ(accounts.round().turn(), 0U);
  auto probe = accounts.at(0).ask(kT + 500ms);
  ASSERT_TRUE(probe);
  EXPECT_FALSE(accounts.round().turn()) << "one probe at a time";
  EXPECT_EQ(accounts.round().next_look(), TimePoint::max()) << "time alone does not help now";
  accounts.at(0).give_back(std::move(*probe), false, kT + 1s, 0);
  EXPECT_EQ(accounts.round().next_look(), kT + 2s);
}

TEST_F(RoundTest, HeldAndPausedAccountIsLookedAtWhenTheLaterOfBothLetsSomethingPass) {
  want(0);
  accounts.at(0).hold(trouble("40001"), kT, 0);
  accounts.at(0).pause(kT + 10s, trouble("45011"), kT);
  EXPECT_EQ(accounts.round().next_look(), kT + 10s);
  accounts.wake(kT + 10s);
  EXPECT_EQ(accounts.round().turn(), 0U);
}

TEST_F(RoundTest, EveryAccountThatIsDueIsLookedAt) {
  for (const std::size_t account : {0, 1, 2}) {
    want(account);
    accounts.at(account).pause(kT + 1s * static_cast<int>(account + 1), trouble("45011"), kT);
  }
  accounts.wake(kT + 2s);
  EXPECT_EQ(turns(2), (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(accounts.round().next_look(), kT + 3s);
}

TEST_F(RoundTest, JobsThatComeWhileItIsClosedCountOnceItIsOpen) {
  accounts.at(0).hold_without_probes(trouble("no token"), kT);
  want(0);
  want(0);
  EXPECT_EQ(accounts.round().callable(), 0U);
  EXPECT_EQ(accounts.round().next_look(), TimePoint::max());
  accounts.at(0).end_hold(kT);
  EXPECT_EQ(accounts.round().callable(), 2U);
  EXPECT_EQ(turns(1), (std::vector<std::size_t>{0}));
}

TEST_F(RoundTest, RemovedAccountIsNotFoundAndKeepsItsIndexForItsName) {
  accounts.at(1).remove();
  EXPECT_FALSE(accounts.find("b"));
  EXPECT_EQ(accounts.index_for("b"), 1U);
  EXPECT_EQ(accounts.index_for("new"), 3U);
  accounts.put(1, AccountSettings{.name = "b"});
  EXPECT_EQ(accounts.find("b"), 1U);
}

}  // namespace
}  // namespace iw
