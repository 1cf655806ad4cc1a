// A snapshot of the worker for /statusz, /metrics and the logs (contract, section 7). Filled on the loop thread, then plain data that any thread may
// read.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"

namespace iw {

/// One assigned partition.
struct PartitionStatus {
  std::int32_t partition = 0;
  std::int64_t committed = 0;        ///< committed offset
  std::int64_t position = 0;         ///< next offset to be taken
  std::int64_t high_watermark = -1;  ///< -1: unknown
  std::size_t pending = 0, waiting = 0, started = 0;
  std::string intake = "open";    ///< or "full: " with the bound that is reached, and by what
  std::string_view intake_bound;  ///< that bound alone: ledger | memory | results; empty when open
  std::string failed;             ///< why the partition stopped; empty while it goes on
  /// The oldest job that is not done.
  struct Oldest {
    std::int64_t offset = 0;
    double age_s = 0;
    std::string_view waits_for;  ///< one of the contract's words
    std::optional<WallTime> until;
    std::optional<std::int64_t> errcode;
    int attempts = 0;
  };
  std::optional<Oldest> oldest;
};

/// One account.
struct AccountStatus {
  std::size_t index = 0;  ///< its place among the accounts, removed ones included
  std::string name;
  std::string_view state = "open";  ///< open | held | paused | broken
  std::optional<WallTime> until;    ///< end of the pause, or the next probe
  std::string why;                  ///< a sentence for the operator; empty when open
  std::string token_kind;
  std::optional<double> token_age_s;
  std::optional<double> token_expires_in_s;
  int in_flight = 0;
  std::size_t waiting = 0;  ///< jobs that the account's trouble keeps from calling
  double budget = 0;        ///< retry tokens left
};

/// A histogram with fixed bounds, cumulative as Prometheus wants it when it is written out.
struct Histogram {
  static constexpr std::array<double, 14> kBounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};
  std::array<std::uint64_t, kBounds.size() + 1> counts{};  ///< one per bound and one above all; not cumulative
  double sum = 0;
  void observe(double value) {
    std::size_t i = 0;
    while (i < kBounds.size() && value > kBounds[i]) ++i;
    ++counts[i];
    sum += value;
  }
};

/// What an open job can wait for (contract, section 7; `room`: for room in the ledger of its partition).
inline constexpr std::array<std::string_view, 11> kWaits{"call", "intent", "retry", "in_flight", "order", "budget", "hold", "breaker", "pause", "not_before", "room"};

/// What has been counted since the start.
struct Counters {
  std::uint64_t records_taken = 0;
  std::map<std::string, std::uint64_t, std::less<>> results;  ///< terminal events made, by reason
  std::map<std::string, std::uint64_t, std::less<>>
      calls;  ///< calls ended, by class of their answer (`unknown` for codes in no table, `stale` for calls not begun)
  std::uint64_t retries = 0;
  std::uint64_t accepted = 0, failed = 0, in_doubt = 0;  ///< terminal events committed
  std::uint64_t dropped_answers = 0;                     ///< answers for partitions that were gone
  std::uint64_t letters_left_out = 0;                    ///< dead letters that their topic takes in no form
  std::uint64_t cycles_committed = 0, cycles_aborted = 0, cycles_unknown = 0;
  std::uint64_t rebalances = 0;
  Histogram call_seconds, cycle_seconds, job_seconds;
};

/// Everything, at one moment.
struct Status {
  std::string version, librdkafka, group, instance;
  WallTime started_at;
  bool ready = false;
  std::string not_ready_because;  ///< a sentence; empty when ready
  std::vector<PartitionStatus> partitions;
  std::vector<AccountStatus> accounts;
  int in_flight = 0, max_in_flight = 0;
  std::size_t open_jobs = 0;
  std::map<std::string_view, std::size_t> waits;  ///< open jobs by what they wait for; words of kWaits
  double last_cycle_ms = 0;
  Counters counters;
};

}  // namespace iw
