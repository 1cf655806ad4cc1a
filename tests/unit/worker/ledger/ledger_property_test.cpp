// Whatever happens to a ledger, in whatever order: it agrees with a naive one, survives its encoding, and fits where has_room said so.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/worker/ledger/ledger_model.hpp"
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

/// The snapshot names exactly the open offsets, in order, in runs as long as they can be.
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
    for (std::int64_t offset = run.first; offset < run.first + run.length; ++offset, ++open) {
      RC_ASSERT(open != model.open().end());
      RC_ASSERT(open->first == offset);
      RC_ASSERT(open->second == run.state);
    }
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

RC_GTEST_PROP(LedgerProperty, LivesGoOnThroughAnyNumberOfOwners, ()) {
  Ledger ledger{0};
  LedgerModel model{0};
  for (int owner = 0; owner < 4; ++owner) {
    for (const LedgerOp& op : *ledger_life()) {
      apply(op, ledger, model);
      assert_agree(ledger, model);
    }
    const auto snapshot = read_back(ledger);
    assert_snapshot(snapshot, model);
    ledger = Ledger::from(snapshot);
    model = LedgerModel{snapshot};
  }
}

RC_GTEST_PROP(LedgerProperty, WhereThereWasRoomTheNextTakeFitsWhateverFollows, ()) {
  const int max_attempts = *rc::gen::element(1, 8, 30, 1000);
  const auto widest = std::int64_t{1} << *rc::gen::inRange(0, 14);
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  rc::Random random{seed};
  const auto below = [&random](std::int64_t n) { return static_cast<std::int64_t>(random.next() % static_cast<std::uint64_t>(n)); };
  // Offsets far apart, those between them done, so that the ledger comes to its limit in many shapes.
  Ledger ledger{0};
  std::vector<std::int64_t> open;
  std::int64_t at = 0;
  const auto limit = *rc::gen::inRange<std::size_t>(1, 2500);
  for (at = below(widest); open.size() < limit && ledger.has_room(max_attempts, at); at += below(widest)) {
    ledger.take(at);
    open.push_back(at++);
  }
  RC_CLASSIFY(!ledger.has_room(max_attempts, at), "at the limit");
  const auto completed = *rc::gen::inRange(0, 100);
  for (const auto offset : open) {
    const int attempts = below(4) == 0 ? static_cast<int>(below(max_attempts + 1)) : max_attempts;
    if (below(100) < completed && completed > 50)
      ledger.set_done(offset);
    else if (below(2) == 0)
      ledger.set_started(offset, attempts);
    else
      ledger.set_waiting(offset, attempts);
  }
  if (const std::int64_t next = at + below(4096); ledger.has_room(max_attempts, next)) ledger.take(next);
  RC_ASSERT(encode_ledger(ledger.snapshot(), {0xFFFFFFFF, std::uint64_t{1} << 62}).size() <= kMaxMetadataSize);
}

RC_GTEST_PROP(LedgerProperty, WorstSizeIsAnUpperBound, ()) {
  const auto ops = *ledger_life();
  Ledger ledger{0};
  LedgerModel model{0};
  for (const LedgerOp& op : ops) apply(op, ledger, model);
  const auto worst = worst_ledger_size(ledger.open().total(), ledger.position() - ledger.committed_offset(), 8);
  RC_ASSERT(encode_ledger(ledger.snapshot(), {0xFFFFFFFF, std::uint64_t{1} << 62}).size() <= worst);
}

}  // namespace
}  // namespace iw
