// Jobs between the owners that they take from and give back to. One thread.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/law_guard.hpp"
#include "worker/job/job_life.hpp"
#include "worker/partition/partitions.hpp"

namespace iw {

using namespace std::chrono_literals;

inline constexpr TimePoint kT{std::chrono::hours{1}};
inline constexpr std::size_t kOver = number_of<stage::Over>();

/// A stage of this number, with nothing special in it.
inline Stage blank_stage(std::size_t number) {
  switch (number) {
    case number_of<stage::Begun>(): return stage::Begun{};
    case number_of<stage::Ordered>(): return stage::Ordered{};
    case number_of<stage::Ready>(): return stage::Ready{};
    case number_of<stage::Waiting>(): return stage::Waiting{kT + 1min, WaitReason::budget};
    case number_of<stage::Intent>(): return stage::Intent{};
    case number_of<stage::Cleared>(): return stage::Cleared{{}, kT};
    case number_of<stage::Calling>(): return stage::Calling{{}, kT, 1};
    case number_of<stage::Answered>(): return stage::Answered{{}, kT, 1};
    case number_of<stage::Renewing>(): return stage::Renewing{};
    case number_of<stage::Doubtful>(): return stage::Doubtful{kT + 1min};
    case number_of<stage::Crowded>(): return stage::Crowded{};
    default: return stage::Over{};
  }
}

/// The shortest way from `begun` to a stage, by the table.
inline std::vector<std::size_t> way_to(std::size_t target) {
  std::vector<std::vector<std::size_t>> ways(kStages);
  std::vector<std::size_t> next{number_of<stage::Begun>()};
  for (std::size_t i = 0; i < next.size() && next[i] != target; ++i)
    for (std::size_t to = 0; to < kStages; ++to)
      if (kMoves[next[i]][to] && to != number_of<stage::Begun>() && ways[to].empty()) {
        ways[to] = ways[next[i]];
        ways[to].push_back(to);
        next.push_back(to);
      }
  return ways[target];
}

/// Account 0, partition 0 and jobs of both. Time stands at kT until a test moves it.
struct Lives {
  testing::LawGuard guard;
  Settings settings = [] {
    Settings made;
    made.accounts = {AccountSettings{.name = "default"}};
    return made;
  }();
  Now now{kT, {}};
  Chance chance{1};
  Partitions partitions;
  Partition& partition = partitions.add(0, {.ledger = Ledger{0}});
  Accounts accounts{settings};
  CallBook calls{4};
  JobTable jobs;
  JobLife life{jobs, accounts, calls, chance, now};

  [[nodiscard]] Account& account() { return accounts.at(0); }
  /// A job in `begun`, with deadline kT + 1 h.
  Job& begin() {
    Job& job = jobs.add(Record{}, partition);
    job.receipt = partition.track(partition.ledger().position()).receipt;
    job.expires = kT + 1h;
    life.begin(job);
    return job;
  }
  /// A job in the stage of this number.
  Job& begin_in(std::size_t number) {
    Job& job = begin();
    for (const auto to : way_to(number)) life.move(job, blank_stage(to));
    return job;
  }
  template <class S>
  Job& begin_in() {
    return begin_in(number_of<S>());
  }
  /// Ends and releases it.
  void drop(Job& job) {
    if (!job.in<stage::Over>()) life.end(job);
    partition.give_up(std::move(job.receipt));
    jobs.release(job);
  }
  /// The permit of a probe of account 0, which is held for that.
  Permit probe() {
    account().hold({}, now.mono, 0);
    now.mono += 1min;
    auto permit = account().ask(now.mono);
    EXPECT_TRUE(permit && permit->is_probe());
    return permit ? std::move(*permit) : Permit{};
  }
  [[nodiscard]] bool probe_under_way() { return account().held(now.mono) && account().closed_by(now.mono)->until() == TimePoint::max(); }
  /// Does nobody hold anything?
  void expect_nothing_held() {
    EXPECT_EQ(life.next_due(), TimePoint::max());
    EXPECT_TRUE(account().ready().empty() && account().unpaid().empty() && account().renewing().empty() && life.cleared().empty());
    EXPECT_TRUE(partition.crowd().first_of_each().empty());
    EXPECT_EQ(accounts.round().callable(), 0U);
    EXPECT_EQ(calls.with_job(), 0U);
    for (const auto count : life.counts()) EXPECT_EQ(count, 0U);
  }
};

/// The same as a fixture.
struct JobTest : ::testing::Test, Lives {};

}  // namespace iw
