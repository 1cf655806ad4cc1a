// What a stage needs is taken on entering and given back on leaving: queue, timer, slot.
#include "tests/unit/worker/job/job_fixture.hpp"

namespace iw {
namespace {

using Holdings = JobTest;

TEST_F(Holdings, EveryStageGivesEverythingBackWhenTheJobIsOver) {
  for (std::size_t number = 0; number < kOver; ++number) {
    SCOPED_TRACE(kStageNames[number]);
    Lives lives;
    Job& job = lives.begin();
    job.limits_first_call = true;
    for (const auto to : way_to(number)) lives.life.move(job, blank_stage(to));
    lives.drop(job);
    lives.expect_nothing_held();
  }
}

TEST_F(Holdings, ReadyJobStandsInItsAccountsQueueBehindTheOthersOrInFront) {
  Job& first = begin_in<stage::Ready>();
  Job& again = begin();
  life.move(again, stage::Ready{true});
  EXPECT_EQ(again.queue(), &account().ready());
  EXPECT_EQ(account().ready().front(), again.ref);
  EXPECT_EQ(accounts.round().callable(), 2U);
  life.move(again, stage::Intent{});
  EXPECT_EQ(account().ready().front(), first.ref);
  EXPECT_EQ(accounts.round().callable(), 1U);
  EXPECT_EQ(again.queue(), nullptr);
}

TEST_F(Holdings, ReadyJobsDeadlineIsWatchedWhileItsAccountIsClosed) {
  Job& open = begin_in<stage::Ready>();
  EXPECT_EQ(life.next_due(), TimePoint::max()) << "an open account looks at the deadline when it is the job's turn";
  drop(open);
  account().pause(kT + 24h, {}, kT);
  Job& closed = begin_in<stage::Ready>();
  EXPECT_EQ(life.next_due(), kT + 1h);
  life.end(closed);
  EXPECT_EQ(life.next_due(), TimePoint::max());
}

TEST_F(Holdings, RequestsOwnDeadlineIsWatchedWhereverTheJobHasNotCalled) {
  for (const auto number : {number_of<stage::Ordered>(), number_of<stage::Ready>(), number_of<stage::Intent>(), number_of<stage::Cleared>()})
    for (const bool own : {true, false}) {
      SCOPED_TRACE(kStageNames[number]);
      Lives lives;
      Job& job = lives.begin();
      job.limits_first_call = own;
      for (const auto to : way_to(number)) lives.life.move(job, blank_stage(to));
      EXPECT_EQ(lives.life.next_due(), own ? kT + 1h : TimePoint::max());
    }
}

TEST_F(Holdings, WaitingJobIsDueAtItsTimeAndStandsInAQueueOnlyForTheBudget) {
  Job& job = begin();
  life.move(job, stage::Waiting{kT + 10s, WaitReason::not_before});
  EXPECT_EQ(life.next_due(), kT + 10s);
  EXPECT_EQ(job.queue(), nullptr);
  life.move(job, stage::Waiting{kT + 20s, WaitReason::budget});
  EXPECT_EQ(life.next_due(), kT + 20s);
  EXPECT_EQ(job.queue(), &account().unpaid());
  life.move(job, stage::Ready{});
  EXPECT_EQ(life.next_due(), TimePoint::max());
  EXPECT_TRUE(account().unpaid().empty());
}

TEST_F(Holdings, JobThatIsDueIsGivenOutOnceAndAWokenOneAtOnce) {
  Job& job = begin();
  life.move(job, stage::Waiting{kT + 10s, WaitReason::budget});
  EXPECT_FALSE(life.pop_due());
  life.wake(job);
  EXPECT_EQ(life.pop_due(), job.ref);
  EXPECT_FALSE(life.pop_due());
}

TEST_F(Holdings, ClearedJobsCallInTheOrderInWhichTheirIntentsWereRecorded) {
  Job& first = begin_in<stage::Cleared>();
  Job& second = begin_in<stage::Cleared>();
  EXPECT_EQ(life.cleared().front(), first.ref);
  life.move(first, stage::Calling{});
  EXPECT_EQ(life.cleared().front(), second.ref);
  EXPECT_EQ(life.cleared().size(), 1U);
}

TEST_F(Holdings, RenewingJobStandsInItsAccountsQueueAndItsDeadlineIsWatched) {
  Job& job = begin_in<stage::Renewing>();
  EXPECT_EQ(job.queue(), &account().renewing());
  EXPECT_EQ(life.next_due(), kT + 1h);
  life.move(job, stage::Ready{true});
  EXPECT_TRUE(account().renewing().empty());
}

TEST_F(Holdings, DoubtfulJobIsDueWhenNobodyCanCallAnyMore) {
  Job& job = begin();
  life.move(job, stage::Doubtful{kT + 30s});
  EXPECT_EQ(life.next_due(), kT + 30s);
}

TEST_F(Holdings, CallingJobHasASlotOfItsAccountAndAssignment) {
  Job& job = begin_in<stage::Calling>();
  EXPECT_NE(std::get<stage::Calling>(job.stage()).call, 0U);
  EXPECT_EQ(calls.under_way_of_account(0), 1U);
  EXPECT_EQ(calls.under_way_of_assignment(partition.epoch()), 1U);
  EXPECT_EQ(calls.with_job(), 1U);
}

TEST_F(Holdings, CallMoreThanThereAreSlotsIsABreach) {
  for (int i = 0; i < 4; ++i) (void)begin_in<stage::Calling>();
  EXPECT_THROW((void)begin_in<stage::Calling>(), testing::LawBroken);
}

TEST_F(Holdings, CrowdedJobStandsInTheQueueOfItsAccountAndWatchesItsOwnDeadlineUnlessItIsAboutToEnd) {
  Job& job = begin();
  job.limits_first_call = true;
  life.move(job, stage::Crowded{});
  EXPECT_EQ(partition.crowd().first_of_each(), std::vector<JobRef>{job.ref});
  EXPECT_EQ(life.next_due(), job.expires);
  EXPECT_EQ(life.waits_for(job), "room");
  life.move(job, stage::Crowded{std::make_unique<JobOutcome>()});
  EXPECT_EQ(life.next_due(), TimePoint::max()) << "it has its outcome already";
  life.move(job, stage::Ready{});
  EXPECT_TRUE(partition.crowd().first_of_each().empty());
}

TEST_F(Holdings, PeopleAreToldWhatAJobWaitsForAndUntilWhen) {
  Job& job = begin();
  life.move(job, stage::Waiting{kT + 10s, WaitReason::not_before});
  EXPECT_EQ(life.waits_for(job), "not_before");
  EXPECT_EQ(life.until(job), kT + 10s);
  life.move(job, stage::Waiting{kT + 10s, WaitReason::budget});
  EXPECT_EQ(life.waits_for(job), "budget");
  life.move(job, stage::Waiting{kT + 10s, WaitReason::retry});
  EXPECT_EQ(life.waits_for(job), "retry");
  life.move(job, stage::Ready{});
  EXPECT_EQ(life.waits_for(job), "in_flight");
  EXPECT_EQ(life.until(job), std::nullopt);
  account().pause(kT + 20s, {}, kT);
  EXPECT_EQ(life.waits_for(job), "pause");
  EXPECT_EQ(life.until(job), kT + 20s);
  account().hold_without_probes({}, kT);
  EXPECT_EQ(life.waits_for(job), "hold");
  EXPECT_EQ(life.until(job), std::nullopt);
  EXPECT_EQ(life.waits_for(begin_in<stage::Ordered>()), "order");
  EXPECT_EQ(life.waits_for(begin_in<stage::Intent>()), "intent");
  EXPECT_EQ(life.waits_for(begin_in<stage::Calling>()), "call");
  EXPECT_EQ(life.waits_for(begin_in<stage::Renewing>()), "hold");
}

}  // namespace
}  // namespace iw
