// Histories that are wrong in when jobs call: before their backoff, after their deadline, too often, all at the same moment.
#include <gtest/gtest.h>

#include "tests/unit/support/check/story.hpp"

namespace iw::testing {
namespace {

using std::chrono::seconds;

/// A job that resubmits: refused calls with these waits between them, then its end.
Story refused_with(const std::vector<Duration>& waits, AnswerKind answer = AnswerKind::counts) {
  auto story = paced().asked(0, false);
  for (const auto wait : waits) story.refused(0, answer).later(wait);
  return story.called(0).told(0).committed(1, 1);
}

TEST(Checker, SeesACallBeforeItsBackoff) {
  EXPECT_EQ(broken(refused_with({milliseconds{500}, seconds{1}, seconds{2}, seconds{2}})), "");
  EXPECT_EQ(broken(refused_with({milliseconds{499}})), "I6");
  EXPECT_EQ(broken(refused_with({milliseconds{500}, milliseconds{999}})), "I6") << "the wait grows with the attempts";
  EXPECT_EQ(broken(refused_with({milliseconds{500}, seconds{1}, seconds{2}, milliseconds{1'999}})), "I6") << "up to its cap";
}

TEST(Checker, SeesALostCallRepeatedBeforeItsBackoff) {
  const auto story = [](Duration wait) { return paced().asked(0, false).lost(0).later(wait).called(0).told(0).committed(1, 1); };
  EXPECT_EQ(broken(story(milliseconds{500})), "");
  EXPECT_EQ(broken(story(milliseconds{499})), "I6");
}

TEST(Checker, WantsNoBackoffAfterAnAnswerThatIsTheAccountsBusiness) {
  EXPECT_EQ(broken(refused_with({milliseconds{1}}, AnswerKind::account_waits)), "");
  EXPECT_EQ(broken(refused_with({milliseconds{1}}, AnswerKind::account_is_ill)), "");
}

TEST(Checker, AllowsForTheSlackBetweenTwoCalls) {
  auto story = refused_with({milliseconds{400}});
  story.facts.slack = milliseconds{100};
  EXPECT_EQ(broken(story), "");
  story.facts.slack = milliseconds{99};
  EXPECT_EQ(broken(story), "I6");
}

/// Another job's token is refused; then a job is refused twice, with this wait after the second time.
Story refused_while_ill(Duration wait) {
  return paced()
      .asked(0, false)
      .asked(1, false)
      .refused(1, AnswerKind::account_is_ill)
      .refused(0)
      .later(milliseconds{500})
      .refused(0)
      .later(wait)
      .called(0)
      .called(1)
      .told(0)
      .told(1)
      .committed(2, 2);
}

TEST(Checker, KnowsThatAProbeUsesUpNoAttempt) {
  EXPECT_EQ(broken(refused_while_ill(milliseconds{500})), "") << "the first refusal may have been a probe's";
  EXPECT_EQ(broken(refused_while_ill(milliseconds{499})), "I6") << "but some backoff follows all the same";
}

TEST(Checker, SeesMoreCallsThanAttempts) {
  auto story = refused_with({milliseconds{500}, seconds{1}});
  story.facts.rules.attempts = 3;
  EXPECT_EQ(broken(story), "");
  story.facts.rules.attempts = 2;
  EXPECT_EQ(broken(story), "I6");
  for (auto& called : story.facts.called) called.answer = AnswerKind::account_waits;
  EXPECT_EQ(broken(story), "") << "none of them was an attempt";
}

/// A call is refused, its job may be recorded as waiting with one attempt, and after that somebody takes the partition up.
Story taken_up_between(bool recorded, Duration before, Duration after) {
  auto story = paced().asked(0, false).refused(0);
  if (recorded) story.committed(0, 1, {{0, 1, {OffsetKind::waiting, 1}}});
  story.later(before).taken_up().later(after).called(0).told(0);
  return story.committed(1, 1);
}

TEST(Checker, WantsTheBackoffOfAttemptsThatANewOwnerRead) {
  EXPECT_EQ(broken(taken_up_between(true, milliseconds{100}, milliseconds{400})), "");
  EXPECT_EQ(broken(taken_up_between(true, milliseconds{100}, milliseconds{399})), "I6");
  EXPECT_EQ(broken(taken_up_between(false, milliseconds{100}, milliseconds{1})), "") << "nobody could know of the attempt";
}

TEST(Checker, DoesNotCountTheAttemptsOfTwoOwnersTogether) {
  auto story = paced().asked(0, false).refused(0).called(0, 0, 2).called(0).told(0).committed(1, 1);
  EXPECT_EQ(broken(story), "");
  story.facts.called[1].worker = 1;
  EXPECT_EQ(broken(story), "I6");
}

TEST(Checker, LosesTrackOfAJobThatAnOldOwnerMayStillCall) {
  auto story = paced().asked(0, false).refused(0).taken_up().refused(0).called(0).told(0).committed(1, 1);
  EXPECT_EQ(broken(story), "");
  story.facts.taken_up.clear();
  EXPECT_EQ(broken(story), "I6");
}

TEST(Checker, SeesACallAfterItsDeadline) {
  const auto story = [](Duration later) {
    auto made = Story{}.asked(0, false);
    made.facts.asked[0].deadline = seconds{10};
    return made.later(later).called(0).told(0).committed(1, 1);
  };
  EXPECT_EQ(broken(story(seconds{10})), "");
  EXPECT_EQ(broken(story(seconds{10} + Duration{1})), "I6") << "not even the first one";
}

TEST(Checker, SeesACallBeforeTheTimeThatItAskedFor) {
  const auto story = [](Duration later) {
    auto made = Story{}.asked(0, false);
    made.facts.asked[0].not_before = seconds{10};
    return made.later(later).called(0).told(0).committed(1, 1);
  };
  EXPECT_EQ(broken(story(seconds{10})), "");
  EXPECT_EQ(broken(story(seconds{10} - Duration{1})), "I6");
}

TEST(Checker, SeesARetryAfterTheTimeForRetries) {
  auto story = refused_with({seconds{5}});
  story.facts.rules.retry_deadline = seconds{5};
  EXPECT_EQ(broken(story), "");
  story.facts.rules.retry_deadline = seconds{5} - Duration{1};
  EXPECT_EQ(broken(story), "I6");
}

}  // namespace
}  // namespace iw::testing
