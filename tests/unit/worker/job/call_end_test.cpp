// The end of a call, of a job that is there and of one that has gone; and the permit that it was made with.
#include "tests/unit/worker/job/job_fixture.hpp"

namespace iw {
namespace {

using CallEnd = JobTest;
using ProbePermit = JobTest;

CallId call_of(const Job& job) { return std::get<stage::Calling>(job.stage()).call; }

TEST_F(CallEnd, FreesTheSlotAndBringsTheJobToAnsweredWithWhatItCalledWith) {
  Job& job = begin_in<stage::Ready>();
  life.move(job, stage::Calling{{}, kT + 3s, 42});
  EXPECT_EQ(life.end_call(call_of(job)), &job);
  EXPECT_EQ(calls.under_way(), 0U);
  const auto& answered = std::get<stage::Answered>(job.stage());
  EXPECT_EQ(answered.call_began, kT + 3s);
  EXPECT_EQ(answered.token_version, 42U);
}

TEST_F(CallEnd, OfAJobThatHasGoneFindsNobodyAndFreesTheSlot) {
  Job& job = begin_in<stage::Calling>();
  const CallId call = call_of(job);
  drop(job);
  EXPECT_EQ(calls.under_way(), 1U) << "the call goes on without its job";
  EXPECT_EQ(life.end_call(call), nullptr);
  EXPECT_EQ(calls.under_way(), 0U);
}

TEST_F(CallEnd, OfAJobThatHasGoneDoesNotReachTheNextOneInItsPlace) {
  Job& job = begin_in<stage::Calling>();
  const CallId call = call_of(job);
  drop(job);
  Job& next = begin_in<stage::Calling>();
  ASSERT_EQ(&next, &job) << "the same place";
  EXPECT_EQ(life.end_call(call), nullptr);
  EXPECT_TRUE(next.in<stage::Calling>());
  EXPECT_EQ(calls.under_way(), 1U);
}

TEST_F(CallEnd, SecondOneOfACallIsABreach) {
  Job& job = begin_in<stage::Calling>();
  const CallId call = call_of(job);
  (void)life.end_call(call);
  EXPECT_THROW((void)life.end_call(call), testing::LawBroken);
}

TEST_F(CallEnd, OfACallThatItsJobDoesNotMakeIsABreach) {
  Job& ready = begin_in<stage::Ready>();
  EXPECT_THROW((void)life.end_call(calls.begin(ready.name(), 0, partition.epoch())), testing::LawBroken);
  Job& calling = begin_in<stage::Calling>();
  EXPECT_THROW((void)life.end_call(calls.begin(calling.name(), 0, partition.epoch())), testing::LawBroken);
}

TEST_F(ProbePermit, IsCarriedFromTheIntentToTheAnswerAndItsVerdictEndsTheHold) {
  Job& job = begin_in<stage::Ready>();
  life.move(job, stage::Intent{probe()});
  life.move(job, stage::Cleared{life.take_permit(job), kT});
  life.move(job, stage::Calling{life.take_permit(job), kT, 1});
  EXPECT_EQ(life.end_call(call_of(job)), &job);
  EXPECT_TRUE(probe_under_way());
  EXPECT_TRUE(account().give_back(life.take_permit(job), true, now.mono, 0));
  life.end(job);
  EXPECT_FALSE(account().held(now.mono));
}

TEST_F(ProbePermit, IsCarriedBackFromClearedToIntent) {
  Job& job = begin_in<stage::Ready>();
  life.move(job, stage::Intent{probe()});
  life.move(job, stage::Cleared{life.take_permit(job), kT});
  life.move(job, stage::Intent{life.take_permit(job)});
  EXPECT_TRUE(probe_under_way());
}

/// A job in a stage that holds a probe's permit.
void into(Lives& lives, Job& job, std::size_t number) {
  if (number == number_of<stage::Intent>()) return lives.life.move(job, stage::Intent{lives.probe()});
  if (number == number_of<stage::Cleared>()) {
    into(lives, job, number_of<stage::Intent>());
    return lives.life.move(job, stage::Cleared{lives.life.take_permit(job), kT});
  }
  lives.life.move(job, stage::Calling{lives.probe(), kT, 1});
  if (number == number_of<stage::Answered>()) (void)lives.life.end_call(call_of(job));
}

TEST_F(ProbePermit, OfAJobThatGoesAwayIsGivenBackAsFailedSoThatAnotherProbeMayGo) {
  for (const auto number : {number_of<stage::Intent>(), number_of<stage::Cleared>(), number_of<stage::Calling>(), number_of<stage::Answered>()}) {
    SCOPED_TRACE(kStageNames[number]);
    Lives lives;
    Job& job = lives.begin_in<stage::Ready>();
    into(lives, job, number);
    ASSERT_TRUE(lives.probe_under_way());
    lives.life.end(job);
    EXPECT_FALSE(lives.probe_under_way());
    EXPECT_TRUE(lives.account().held(lives.now.mono)) << "no verdict: the trouble goes on";
    lives.now.mono = lives.account().closed_by(lives.now.mono)->until();
    EXPECT_TRUE(lives.account().ask(lives.now.mono));
  }
}

TEST_F(ProbePermit, ThatAMoveLeavesBehindIsGivenBackAsFailed) {
  Job& job = begin_in<stage::Ready>();
  life.move(job, stage::Intent{probe()});
  life.move(job, stage::Cleared{{}, kT});
  EXPECT_FALSE(probe_under_way());
}

TEST_F(ProbePermit, UsesUpNoAttempt) {
  Job& job = begin();
  job.attempts = 2;
  EXPECT_EQ(job.attempts_with(Permit{}), 3);
  EXPECT_EQ(job.attempts_with(probe()), 2);
}

TEST_F(ProbePermit, IsNothingInAStageThatHasNone) {
  Job& job = begin_in<stage::Waiting>();
  EXPECT_FALSE(life.take_permit(job).is_probe());
}

}  // namespace
}  // namespace iw
