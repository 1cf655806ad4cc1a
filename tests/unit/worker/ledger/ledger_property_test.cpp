// Whatever happens to a ledger, in whatever order: it agrees with a naive one, survives its encoding, and fits where whoever changes it asks for room.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/unit/worker/ledger/ledger_model.hpp"
#include "worker/ledger/bit_stream.hpp"
#include "worker/ledger/ledger_codec.hpp"

namespace iw {
namespace {

void assert_agree(const Ledger& ledger, const LedgerModel& model) {
  RC_ASSERT(ledger.committed_offset() == model.committed_offset());
  RC_ASSERT(ledger.position() == model.position());
  RC_ASSERT(ledger.vanished() == model.vanished());
  RC_ASSERT(ledger.open().total() == model.open().size());
  RC_ASSERT(ledger.oldest_open().has_value() == !model.open().empty());
  if (!model.open().empty()) {
    RC_ASSERT(ledger.oldest_open()->offset == model.open().begin()->first);
    RC_ASSERT(ledger.oldest_open()->state == model.open().begin()->second);
  }
}

/// The snapshot names exactly the open offsets, in order, in runs as long as they can be. Between two that nobody has touched it may name up to eight
/// that never had a record.
void assert_snapshot(const LedgerSnapshot& snapshot, const LedgerModel& model) {
  RC_ASSERT(snapshot.offset == model.committed_offset());
  RC_ASSERT(snapshot.end == model.position());
  auto open = model.open().begin();
  for (std::size_t i = 0; i < snapshot.runs.size(); ++i) {
    const LedgerRun& run = snapshot.runs[i];
    if (i > 0) {
      const LedgerRun& before = snapshot.runs[i - 1];
      RC_ASSERT(before.first + before.length < run.first || (before.first + before.length == run.first && before.state != run.state));
    }
    int absent = 0;
    for (std::int64_t offset = run.first; offset < run.first + run.length; ++offset) {
      RC_ASSERT(open != model.open().end());
      if (open->first != offset && run.state == OffsetState{} && ++absent <= 8) {
        RC_ASSERT(!model.has_record(offset));
        continue;
      }
      absent = 0;
      RC_ASSERT(open->first == offset);
      RC_ASSERT(open->second == run.state);
      ++open;
    }
    RC_ASSERT(absent == 0);
  }
  RC_ASSERT(open == model.open().end());
}

/// Through the commit and back, as a new owner reads it.
LedgerSnapshot read_back(const Ledger& ledger) {
  const LedgerStamp stamp{*rc::gen::arbitrary<std::uint32_t>(), *rc::gen::arbitrary<std::uint64_t>() >> 2};
  const auto decoded = decode_ledger(encode_ledger(ledger.snapshot(), stamp), ledger.committed_offset());
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(decoded->stamp == stamp);
  return decoded->snapshot;
}

RC_GTEST_PROP(LedgerProperty, AgreesWithANaiveOneAfterEveryStep, ()) {
  const std::int64_t start = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000);
  Ledger ledger{start};
  LedgerModel model{start};
  for (const LedgerOp& op : *ledger_life()) {
    apply(op, ledger, model);
    assert_agree(ledger, model);
  }
  assert_snapshot(ledger.snapshot(), model);
}

RC_GTEST_PROP(LedgerProperty, CommittedOffsetNeitherGoesBackNorPassesAnOpenOne, ()) {
  Ledger ledger{0};
  LedgerModel model{0};
  std::int64_t before = 0;
  for (const LedgerOp& op : *ledger_life()) {
    apply(op, ledger, model);
    const auto committed = ledger.committed_offset();
    RC_ASSERT(committed >= before);
    for (const auto& [offset, state] : model.open()) RC_ASSERT(committed <= offset);
    before = committed;
  }
}

RC_GTEST_PROP(LedgerProperty, AnyOrderOfCompletionsEndsAtThePosition, ()) {
  const auto count = *rc::gen::inRange(1, 400);
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(i);
  Ledger ledger{0};
  for (const auto offset : order) ledger.take(offset);
  std::vector<bool> done(order.size());
  while (!order.empty()) {
    const auto pick = *rc::gen::inRange<std::size_t>(0, order.size());
    ledger.set_done(order[pick]);
    done[static_cast<std::size_t>(order[pick])] = true;
    order[pick] = order.back();
    order.pop_back();
    std::size_t first_open = 0;
    while (first_open < done.size() && done[first_open]) ++first_open;
    RC_ASSERT(ledger.committed_offset() == static_cast<std::int64_t>(first_open));
  }
}

RC_GTEST_PROP(LedgerProperty, DecodingGivesBackWhatWasEncoded, ()) {
  const std::int64_t start = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000'000);
  Ledger ledger{start};
  LedgerModel model{start};
  for (const LedgerOp& op : *ledger_life()) apply(op, ledger, model);
  const auto snapshot = read_back(ledger);
  RC_ASSERT(snapshot == ledger.snapshot());
  RC_ASSERT(Ledger::from(snapshot).snapshot() == snapshot);
}

/// The runs that the ledger keeps along are those of its snapshot, as long as nobody has room that he does not use.
void assert_runs(const Ledger& ledger) {
  std::vector<UntouchedRuns::Run> untouched;
  std::int64_t touched = 0, offsets = 0, bits = 0;
  for (const LedgerRun& run : ledger.snapshot().runs) {
    if (run.state.kind != OffsetKind::pending) {
      touched += run.length;
      continue;
    }
    untouched.push_back({run.first, run.length});
    offsets += run.length;
    bits += gamma_size(static_cast<std::uint64_t>(run.length));
  }
  RC_ASSERT(ledger.untouched().runs() == untouched);
  const LedgerShape shape = ledger.shape(1);
  RC_ASSERT(shape.untouched_runs == static_cast<std::int64_t>(untouched.size()));
  RC_ASSERT(shape.untouched == offsets);
  RC_ASSERT(shape.length_bits == bits);
  RC_ASSERT(shape.touched == touched);
}

RC_GTEST_PROP(LedgerProperty, LivesGoOnThroughAnyNumberOfOwners, ()) {
  Ledger ledger{0};
  LedgerModel model{0};
  for (int owner = 0; owner < 4; ++owner) {
    for (const LedgerOp& op : *ledger_life()) {
      apply(op, ledger, model);
      assert_agree(ledger, model);
      assert_runs(ledger);
    }
    const auto snapshot = read_back(ledger);
    assert_snapshot(snapshot, model);
    ledger = Ledger::from(snapshot);
    model = LedgerModel{snapshot};
    assert_runs(ledger);
  }
}

/// What a job can do to a ledger when it asks for room first.
class Asking {
 public:
  /// `ends`: of eight jobs whose call is over so many end; the others stay open, so that the ledger comes to its limit.
  Asking(int max_attempts, std::uint32_t seed, std::int64_t ends) : max_attempts_(max_attempts), random_(seed), ends_(ends) {}
  void step(std::int64_t widest) {
    const auto what = below(10);
    if (what < 5) return read(below(4) == 0 ? below(widest) : 0);
    if (open_.empty()) return;
    const auto at = static_cast<std::size_t>(below(static_cast<std::int64_t>(open_.size())));
    if (!ledger_.take_room(open_[at], LedgerLimits{max_attempts_}, static_cast<std::size_t>(below(3)))) return;
    roomy_.insert(open_[at]);
    if (what < 7) return ledger_.set_started(open_[at], below(4) == 0 ? static_cast<int>(below(max_attempts_ + 1)) : max_attempts_);
    if (what < 8) return ledger_.set_waiting(open_[at], max_attempts_);
    if (what < 9 && below(8) == 0) {
      roomy_.erase(open_[at]);
      return ledger_.set_pending(open_[at]);
    }
    if (below(8) >= ends_) return;
    ledger_.set_done(open_[at]);
    roomy_.erase(open_[at]);
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(at));
  }
  /// Every one that has its room, in the costliest state.
  void worsen() {
    int turn = 0;
    for (const auto offset : roomy_) ++turn % 2 == 0 ? ledger_.set_started(offset, max_attempts_) : ledger_.set_waiting(offset, max_attempts_ - 1);
  }
  /// The oldest first, each of them to its end: that never gets stuck.
  void end_all() {
    for (const auto offset : open_) {
      RC_ASSERT(ledger_.take_room(offset, LedgerLimits{max_attempts_}));
      ledger_.set_started(offset, max_attempts_);
      if (offset % 16 == 0) assert_fits();
      ledger_.set_done(offset);
    }
    RC_ASSERT(ledger_.open().total() == 0U);
  }
  void assert_fits() const { RC_ASSERT(encode_ledger(ledger_.snapshot(), {0xFFFFFFFF, std::uint64_t{1} << 62}).size() <= kMaxMetadataSize); }
  [[nodiscard]] const Ledger& ledger() const { return ledger_; }

 private:
  void read(std::int64_t gap) {
    const auto offset = ledger_.position() + gap;
    if (!ledger_.has_room(LedgerLimits{max_attempts_}, offset)) return;
    (void)ledger_.take(offset);
    open_.push_back(offset);
  }
  [[nodiscard]] std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(random_.next() % static_cast<std::uint64_t>(n)); }
  int max_attempts_;
  rc::Random random_;
  std::int64_t ends_;
  Ledger ledger_{0};
  std::vector<std::int64_t> open_;
  std::set<std::int64_t> roomy_;  ///< those that have their room
};

RC_GTEST_PROP(LedgerProperty, WhoAsksForRoomNeverMakesItTooLongAndTheOldestNeverWaits, ()) {
  Asking jobs{*rc::gen::element(1, 8, 30, 1000), *rc::gen::arbitrary<std::uint32_t>(), *rc::gen::inRange<std::int64_t>(0, 9)};
  const auto widest = std::int64_t{1} << *rc::gen::inRange(0, 14);
  const auto steps = *rc::gen::inRange(1, 20'000);
  for (int i = 0; i < steps; ++i) jobs.step(widest);
  jobs.assert_fits();
  RC_CLASSIFY(!jobs.ledger().has_room(LedgerLimits{1000}, jobs.ledger().position()), "at the limit");
  if (*rc::gen::arbitrary<bool>()) jobs.worsen();
  jobs.assert_fits();
  jobs.end_all();
}

RC_GTEST_PROP(LedgerProperty, WorstSizeIsAnUpperBound, ()) {
  const auto ops = *ledger_life();
  Ledger ledger{0};
  LedgerModel model{0};
  for (const LedgerOp& op : ops) apply(op, ledger, model);
  const auto worst = worst_ledger_size(ledger.shape(8));
  RC_ASSERT(encode_ledger(ledger.snapshot(), {0xFFFFFFFF, std::uint64_t{1} << 62}).size() <= worst);
}

}  // namespace
}  // namespace iw
