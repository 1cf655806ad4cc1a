// A ledger so simple that it is surely right, and random lives for both to go through. Tests only; one thread.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <set>
#include <vector>

#include "worker/ledger/ledger.hpp"

namespace iw {

/// What happens to a ledger. `pick` chooses among the open offsets, or is the width of a gap.
struct LedgerOp {
  enum class Kind { take, skip, pending, waiting, started, done } kind = Kind::take;
  int pick = 0;
  int attempts = 0;
};

inline std::ostream& operator<<(std::ostream& out, const LedgerOp& op) {
  constexpr const char* kNames[] = {"take", "skip", "pending", "waiting", "started", "done"};
  return out << kNames[static_cast<int>(op.kind)] << '(' << op.pick << ',' << op.attempts << ')';
}

/// Every open offset in a map; nothing is compacted, nothing is counted along.
class LedgerModel {
 public:
  explicit LedgerModel(std::int64_t offset) : read_(offset), end_(offset) {}
  explicit LedgerModel(const LedgerSnapshot& snapshot) : read_(snapshot.offset), end_(snapshot.end) {
    for (const auto& run : snapshot.runs)
      for (std::int64_t i = 0; i < run.length; ++i) {
        open_[run.first + i] = run.state;
        records_.insert(run.first + i);
      }
  }

  OffsetState take(std::int64_t offset) {
    drop_unread(offset);
    read_ = offset + 1;
    if (offset >= end_) {
      end_ = offset + 1;
      open_[offset] = {};
      records_.insert(offset);
    }
    const auto it = open_.find(offset);
    return it == open_.end() ? OffsetState{OffsetKind::done, 0} : it->second;
  }
  void skip_to(std::int64_t offset) {
    drop_unread(offset);
    read_ = std::max(read_, offset);
    end_ = std::max(end_, offset);
  }
  void set(std::int64_t offset, OffsetState state) {
    if (open_.count(offset) == 0) return;
    if (state.kind == OffsetKind::done)
      open_.erase(offset);
    else
      open_[offset] = state;
  }

  [[nodiscard]] std::int64_t committed_offset() const { return open_.empty() ? end_ : open_.begin()->first; }
  [[nodiscard]] std::int64_t position() const { return end_; }
  [[nodiscard]] std::int64_t next_read() const { return read_; }
  [[nodiscard]] std::size_t vanished() const { return vanished_; }
  [[nodiscard]] const std::map<std::int64_t, OffsetState>& open() const { return open_; }
  /// Was there ever a record at this offset? One that a recovered ledger names counts until the log shows that it has none.
  [[nodiscard]] bool has_record(std::int64_t offset) const { return records_.contains(offset); }

 private:
  void drop_unread(std::int64_t before) {
    for (auto it = open_.lower_bound(read_); it != open_.end() && it->first < before; it = open_.erase(it)) {
      records_.erase(it->first);
      ++vanished_;
    }
  }
  std::map<std::int64_t, OffsetState> open_;
  std::set<std::int64_t> records_;
  std::int64_t read_;
  std::int64_t end_;
  std::size_t vanished_ = 0;
};

/// Carries one operation out on both. Offsets of takes rise, as Kafka's do.
inline void apply(const LedgerOp& op, Ledger& ledger, LedgerModel& model) {
  using Kind = LedgerOp::Kind;
  // Now and then a marker or two, or a wider gap.
  const std::int64_t ahead = model.next_read() + (op.pick % 7 == 0 ? op.pick % 50 : op.pick % 5 == 0 ? op.pick % 3 : 0);
  if (op.kind == Kind::take) {
    const auto said = ledger.take(ahead);
    RC_ASSERT(said == model.take(ahead));
    return;
  }
  if (op.kind == Kind::skip) {
    ledger.skip_to(ahead);
    return model.skip_to(ahead);
  }
  if (model.open().empty()) return;
  const auto target = std::next(model.open().begin(), static_cast<std::ptrdiff_t>(static_cast<std::size_t>(op.pick) % model.open().size()))->first;
  switch (op.kind) {
    case Kind::pending:
      ledger.set_pending(target);
      return model.set(target, {OffsetKind::pending, 0});
    case Kind::waiting:
      ledger.set_waiting(target, op.attempts);
      return model.set(target, {OffsetKind::waiting, op.attempts});
    case Kind::started:
      ledger.set_started(target, op.attempts);
      return model.set(target, {OffsetKind::started, op.attempts});
    default:
      ledger.set_done(target);
      return model.set(target, {OffsetKind::done, 0});
  }
}

/// A life of up to a few hundred operations, half of them takes, so that ledgers grow.
inline rc::Gen<std::vector<LedgerOp>> ledger_life() {
  using Kind = LedgerOp::Kind;
  const auto kind =
      rc::gen::weightedElement<Kind>({{8, Kind::take}, {1, Kind::skip}, {1, Kind::pending}, {3, Kind::waiting}, {3, Kind::started}, {6, Kind::done}});
  const auto op = rc::gen::construct<LedgerOp>(kind, rc::gen::inRange(0, 1000), rc::gen::inRange(0, 9));
  return rc::gen::scale(4.0, rc::gen::container<std::vector<LedgerOp>>(op));
}

}  // namespace iw
