// Places for jobs: used again, left once, and never by a job that still holds something.
#include "tests/unit/worker/job/job_fixture.hpp"

namespace iw {
namespace {

using JobTableTest = JobTest;

TEST_F(JobTableTest, NameOfAJobThatIsOverFindsNothingAlsoWhenItsPlaceIsUsedAgain) {
  Job& first = begin();
  const JobName name = first.name();
  EXPECT_EQ(jobs.find(name), &first);
  drop(first);
  EXPECT_EQ(jobs.find(name), nullptr);
  Job& second = begin();
  EXPECT_EQ(second.ref, name.ref);
  EXPECT_EQ(jobs.find(name), nullptr);
  EXPECT_EQ(jobs.find(second.name()), &second);
  EXPECT_EQ(jobs.find({99, 0}), nullptr);
}

TEST_F(JobTableTest, PlaceKeepsNothingOfTheJobBefore) {
  Job& first = begin();
  first.attempts = 5;
  first.order_key = "k";
  first.limits_first_call = true;
  drop(first);
  Job& second = jobs.add(Record{}, partition);
  EXPECT_EQ(second.attempts, 0);
  EXPECT_TRUE(second.order_key.empty());
  EXPECT_FALSE(second.limits_first_call);
  EXPECT_FALSE(second.receipt.valid());
}

TEST_F(JobTableTest, CountsOpenJobsAndTheirBytes) {
  Record record;
  record.value = std::string(1000, 'x');
  Job& job = jobs.add(std::move(record), partition);
  EXPECT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs.bytes(), 1000 + sizeof(Job));
  EXPECT_EQ(partition.held_bytes(), jobs.bytes());
  life.begin(job);
  life.end(job);
  jobs.release(job);
  EXPECT_EQ(jobs.size(), 0U);
  EXPECT_EQ(jobs.bytes(), 0U);
  EXPECT_EQ(partition.held_bytes(), 0U);
}

TEST_F(JobTableTest, ReleaseOfAJobThatIsNotOverIsABreach) {
  for (std::size_t number = 0; number < kOver; ++number) {
    SCOPED_TRACE(kStageNames[number]);
    Lives lives;
    Job& job = lives.begin_in(number);
    lives.partition.give_up(std::move(job.receipt));
    EXPECT_THROW(lives.jobs.release(job), testing::LawBroken);
    EXPECT_EQ(lives.jobs.size(), 1U);
  }
}

TEST_F(JobTableTest, ReleaseOfAJobThatMayStillEndItsOffsetIsABreach) {
  Job& job = begin();
  life.end(job);
  EXPECT_THROW(jobs.release(job), testing::LawBroken);
  partition.give_up(std::move(job.receipt));
  EXPECT_NO_THROW(jobs.release(job));
}

TEST_F(JobTableTest, ReleaseOfAJobThatStandsInAQueueIsABreach) {
  Job& job = begin();
  life.end(job);
  partition.give_up(std::move(job.receipt));
  JobQueue queue;
  queue.push_back(job);
  EXPECT_THROW(jobs.release(job), testing::LawBroken);
  JobQueue::leave(job);
  EXPECT_NO_THROW(jobs.release(job));
}

TEST_F(JobTableTest, SecondReleaseIsABreach) {
  Job& job = begin();
  drop(job);
  EXPECT_THROW(jobs.release(job), testing::LawBroken);
  EXPECT_EQ(jobs.size(), 0U);
}

}  // namespace
}  // namespace iw
