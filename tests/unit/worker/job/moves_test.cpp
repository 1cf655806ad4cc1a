// Every move that there is, and that there is no other.
#include <algorithm>
#include <set>

#include "tests/unit/worker/job/job_fixture.hpp"

namespace iw {
namespace {

/// The moves as people know them; written a second time, so that a change of the table is one on purpose.
const std::vector<std::pair<std::string, std::set<std::string>>> kKnown{
    {"begun", {"ordered", "ready", "waiting", "doubtful", "crowded", "over"}},
    {"ordered", {"begun", "doubtful", "crowded", "over"}},
    {"ready", {"intent", "calling", "crowded", "over"}},
    {"waiting", {"ready", "waiting", "crowded", "over"}},
    {"intent", {"cleared", "over"}},
    {"cleared", {"calling", "intent", "ready", "over"}},
    {"calling", {"answered", "over"}},
    {"answered", {"ready", "waiting", "renewing", "over"}},
    {"renewing", {"ready", "over"}},
    {"doubtful", {"over"}},
    {"crowded", {"ready", "crowded", "over"}},
    {"over", {}},
};

using Moves = JobTest;

TEST_F(Moves, TableSaysWhatPeopleKnow) {
  ASSERT_EQ(kKnown.size(), kStages);
  for (std::size_t from = 0; from < kStages; ++from) {
    EXPECT_EQ(kKnown[from].first, kStageNames[from]);
    for (std::size_t to = 0; to < kStages; ++to)
      EXPECT_EQ(kMoves[from][to], kKnown[from].second.contains(std::string{kStageNames[to]})) << kStageNames[from] << " to " << kStageNames[to];
  }
}

TEST_F(Moves, EveryStageCanBeReachedAndEveryOneButTheLastCanBeLeft) {
  for (std::size_t number = 1; number < kStages; ++number) EXPECT_FALSE(way_to(number).empty()) << kStageNames[number];
  for (std::size_t number = 0; number < kOver; ++number) EXPECT_TRUE(kMoves[number][kOver]) << kStageNames[number];
  EXPECT_EQ(std::count(kMoves[kOver].begin(), kMoves[kOver].end(), true), 0) << "nothing comes after the end";
}

TEST_F(Moves, EveryMoveOfTheTableIsPossible) {
  for (std::size_t from = 0; from < kStages; ++from)
    for (std::size_t to = 0; to < kStages; ++to) {
      if (!kMoves[from][to]) continue;
      SCOPED_TRACE(std::string{kStageNames[from]} + " to " + std::string{kStageNames[to]});
      Lives lives;
      Job& job = lives.begin_in(from);
      EXPECT_NO_THROW(lives.life.move(job, blank_stage(to)));
      EXPECT_EQ(job.stage().index(), to);
      EXPECT_TRUE(lives.life.walked()[from][to]);
      lives.drop(job);
      lives.expect_nothing_held();
    }
}

TEST_F(Moves, EveryOtherMoveIsABreachAndLeavesTheJobWhereItIs) {
  for (std::size_t from = 0; from < kStages; ++from)
    for (std::size_t to = 0; to < kStages; ++to) {
      if (kMoves[from][to]) continue;
      SCOPED_TRACE(std::string{kStageNames[from]} + " to " + std::string{kStageNames[to]});
      Lives lives;
      Job& job = lives.begin_in(from);
      const auto counts = lives.life.counts();
      const auto due = lives.life.next_due();
      const auto* queue = job.queue();
      EXPECT_THROW(lives.life.move(job, blank_stage(to)), testing::LawBroken);
      EXPECT_EQ(job.stage().index(), from);
      EXPECT_FALSE(lives.life.walked()[from][to]);
      EXPECT_EQ(lives.life.counts(), counts);
      EXPECT_EQ(lives.life.next_due(), due);
      EXPECT_EQ(job.queue(), queue);
      EXPECT_EQ(lives.calls.with_job(), from == number_of<stage::Calling>() ? 1U : 0U);
    }
}

TEST_F(Moves, BreachNamesTheJobAndBothStages) {
  Job& job = begin();
  job.origin = {.topic = "import.requests", .partition = 3, .offset = 7};
  try {
    life.move(job, stage::Cleared{});
    ADD_FAILURE() << "no breach";
  } catch (const testing::LawBroken& broken) {
    EXPECT_NE(std::string{broken.what()}.find("import.requests/3/7: from begun to cleared"), std::string::npos) << broken.what();
  }
}

TEST_F(Moves, JobsAreCountedByStage) {
  (void)begin_in<stage::Ready>();
  Job& second = begin_in<stage::Ready>();
  (void)begin_in<stage::Intent>();
  (void)begin_in<stage::Cleared>();
  EXPECT_EQ(life.count<stage::Ready>(), 2U);
  EXPECT_EQ(life.intents_open(), 2U);
  life.move(second, stage::Intent{});
  EXPECT_EQ(life.count<stage::Ready>(), 1U);
  EXPECT_EQ(life.intents_open(), 3U);
  life.end(second);
  EXPECT_EQ(life.intents_open(), 2U);
  EXPECT_EQ(life.count<stage::Over>(), 0U) << "what is over is nobody's any more";
}

}  // namespace
}  // namespace iw
