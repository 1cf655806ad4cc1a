// The state of a partition's offsets at one moment, as it goes into a commit. Plain data, any thread.
#pragma once

#include <cstdint>
#include <vector>

namespace iw {

/// What is known of an offset. `done` needs no memory: every offset below the end that is in no run is done.
enum class OffsetKind : std::uint8_t { pending, waiting, started, done };

/// The state of one offset: how far its job is, and the attempts that it used up (for `started`: the one under way included, if it counts).
struct OffsetState {
  OffsetKind kind = OffsetKind::pending;
  int attempts = 0;
  friend bool operator==(const OffsetState&, const OffsetState&) = default;
};

/// Open offsets in a row that share one state.
struct LedgerRun {
  std::int64_t first = 0;
  std::int64_t length = 0;
  OffsetState state;
  friend bool operator==(const LedgerRun&, const LedgerRun&) = default;
};

/// A ledger: `offset` is the committed offset, the first that is not done (or `end` when nothing is open); `end` is where reading had come to.
/// Runs are in offset order, apart from each other or different in state, within [offset, end).
struct LedgerSnapshot {
  std::int64_t offset = 0;
  std::int64_t end = 0;
  std::vector<LedgerRun> runs;
  friend bool operator==(const LedgerSnapshot&, const LedgerSnapshot&) = default;
};

}  // namespace iw
