// Whether waits spread (I6) shows only over many jobs: more than one run has.
#include <gtest/gtest.h>

#include "tests/simulation/scenario.hpp"
#include "tests/support/check/rules.hpp"

namespace iw::simulation {
namespace {

constexpr std::int32_t kMostPartitions = 10;

/// The run of one seed beside those that are there, with partitions of its own.
void add(const testing::Facts& run, std::int32_t number, testing::Facts& all) {
  const auto copy = [number](const auto& from, auto& to) {
    for (auto happening : from) {
      happening.place.partition += number * kMostPartitions;
      to.push_back(std::move(happening));
    }
  };
  copy(run.asked, all.asked);
  copy(run.called, all.called);
  for (auto taken : run.taken_up) {
    taken.partition += number * kMostPartitions;
    all.taken_up.push_back(taken);
  }
}

/// Nobody can tell which calls are probes, whose waits follow other rules.
bool may_have_probes(const testing::Facts& run) {
  for (const auto& called : run.called)
    if (called.answer == testing::AnswerKind::account_is_ill) return true;
  return false;
}

TEST(Simulation, SpreadsTheWaitsOfManyRuns) {
  testing::Facts all;
  for (std::int32_t seed = 1; seed <= 150; ++seed) {
    Scenario run{static_cast<std::uint64_t>(seed)};
    const auto facts = facts_of(run.play());
    all.rules.backoff = facts.rules.backoff;
    if (!may_have_probes(facts)) add(facts, seed, all);
  }
  testing::Findings findings;
  check_pace(testing::Book{all}, findings);
  EXPECT_EQ(findings.take(), std::vector<std::string>{});
}

}  // namespace
}  // namespace iw::simulation
