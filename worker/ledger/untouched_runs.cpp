#include "worker/ledger/untouched_runs.hpp"

#include <algorithm>

#include "worker/ledger/bit_stream.hpp"

namespace iw {

namespace {

std::int64_t bits(std::int64_t length) { return length == 0 ? 0 : gamma_size(static_cast<std::uint64_t>(length)); }

/// What is left of a run on both sides of an offset that is cut out of it.
struct Parts {
  UntouchedRuns::Run left, right;
};

Parts parts_of(const UntouchedRuns::Run& run, std::int64_t offset, const Between& next) {
  Parts parts;
  if (next.before) parts.left = {run.first, offset - *next.before - run.first};
  if (next.behind) parts.right = {offset + *next.behind + 1, run.end() - offset - *next.behind - 1};
  return parts;
}

}  // namespace

UntouchedRuns::Place UntouchedRuns::run_of(std::int64_t offset) {
  // The first that does not end before it.
  return std::partition_point(runs_.begin(), runs_.end(), [offset](const Run& run) { return run.end() <= offset; });
}

void UntouchedRuns::count(const Run& run, int sign) {
  offsets_ += sign * run.length;
  length_bits_ += sign * bits(run.length);
}

void UntouchedRuns::add(std::int64_t offset, const Between& next) {
  auto behind = run_of(offset);
  if (next.before) {
    Run& run = *std::prev(behind);
    count(run, -1);
    run.length = offset + 1 - run.first;
    count(run, 1);
  } else {
    behind = std::next(runs_.insert(behind, {offset, 1}));
    count({offset, 1}, 1);
  }
  if (next.behind) join(behind);
}

void UntouchedRuns::join(Place behind) {
  Run& run = *std::prev(behind);
  count(run, -1);
  count(*behind, -1);
  run.length = behind->end() - run.first;
  count(run, 1);
  runs_.erase(behind);
}

void UntouchedRuns::cut(std::int64_t offset, const Between& next) {
  const auto run = run_of(offset);
  const auto [left, right] = parts_of(*run, offset, next);
  count(*run, -1);
  count(left, 1);
  count(right, 1);
  if (left.length == 0 && right.length == 0) {
    runs_.erase(run);
    return;
  }
  *run = left.length > 0 ? left : right;
  if (left.length > 0 && right.length > 0) runs_.insert(std::next(run), right);
}

void UntouchedRuns::bridge(std::int64_t offset, const Between& next) {
  if (next.before && next.behind) join(run_of(offset));
}

std::int64_t UntouchedRuns::bits_of_cut(std::int64_t offset, const Between& next) const {
  const auto run = std::partition_point(runs_.begin(), runs_.end(), [offset](const Run& each) { return each.end() <= offset; });
  const auto [left, right] = parts_of(*run, offset, next);
  return bits(left.length) + bits(right.length) - bits(run->length);
}

}  // namespace iw
