#include "worker/ledger/ledger.hpp"

#include <algorithm>

namespace iw {

namespace {

/// Dropping done entries moves the rest: worth it only when there are many.
constexpr std::size_t kMinToCompact = 64;
/// Offsets without a record that are told as records between two that are: a marker or two, and a small aborted transaction.
constexpr std::int64_t kBridged = 8;
/// Entries of a ledger: memory is bounded whatever the code would hold, and decode_ledger() takes them back.
constexpr std::size_t kMaxEntries = 500'000;
/// Of the lengths of two short runs instead of one.
constexpr std::int64_t kBitsOfShortRun = 3;

bool fits(const LedgerShape& shape, const LedgerLimits& limits) { return worst_ledger_size(shape) <= limits.bytes; }

}  // namespace

Ledger Ledger::from(const LedgerSnapshot& snapshot) {
  Ledger ledger{snapshot.offset};
  for (const LedgerRun& run : snapshot.runs) {
    ledger.highest_attempts_ = std::max(ledger.highest_attempts_, run.state.attempts);
    for (std::int64_t i = 0; i < run.length; ++i) ledger.append(run.first + i, run.state);
  }
  ledger.end_ = snapshot.end;
  return ledger;
}

OffsetState Ledger::take(std::int64_t offset) {
  vanish_before(offset);
  read_ = offset + 1;
  if (offset < end_) {
    const auto entry = lower_bound(offset);
    if (entry == entries_.end() || entry->offset != offset) return {OffsetKind::done, 0};
    return {entry->kind, entry->attempts};
  }
  pass_over(offset);
  end_ = offset + 1;
  append(offset, {});
  return {};
}

void Ledger::skip_to(std::int64_t offset) {
  vanish_before(offset);
  read_ = std::max(read_, offset);
  pass_over(offset);
  end_ = std::max(end_, offset);
}

void Ledger::append(std::int64_t offset, OffsetState state) {
  entries_.push_back({offset, kNoTag, state.attempts, state.kind, state.kind != OffsetKind::pending});
  ++count_of(state.kind);
  if (entries_.back().roomy)
    ++roomy_;
  else
    untouched_.add(offset, neighbours(std::prev(entries_.end())));
}

void Ledger::pass_over(std::int64_t offset) {
  const auto gap = offset - end_;
  if (gap <= 0 || open().total() == 0) return;
  // A transaction that wrote one request leaves one marker behind it: without this, each such request would be a run of its own.
  std::int64_t before = 0;
  while (before < kBridged && static_cast<std::size_t>(before) < entries_.size() && entries_[entries_.size() - 1 - static_cast<std::size_t>(before)].absent) ++before;
  if (before + gap > kBridged) return;
  for (auto at = end_; at < offset; ++at) entries_.push_back({at, kNoTag, 0, OffsetKind::done, false, true});
  absent_ += static_cast<std::size_t>(gap);
}

void Ledger::vanish_before(std::int64_t offset) {
  if (read_ >= offset || read_ >= end_) return;
  for (auto entry = lower_bound(read_); entry != entries_.end() && entry->offset < offset; ++entry) {
    if (entry->kind == OffsetKind::done) continue;
    vanish(entry);
    ++vanished_;
  }
  drop_done();
}

void Ledger::vanish(Place entry) {
  const Between next = neighbours(entry);
  const bool bridges = next.before && next.behind && *next.before + *next.behind < kBridged;
  if (!entry->untouched() && bridges) untouched_.bridge(entry->offset, next);
  if (entry->untouched() && !bridges) untouched_.cut(entry->offset, next);
  if (entry->roomy) --roomy_;
  --count_of(entry->kind);
  *entry = {entry->offset, kNoTag, 0, OffsetKind::done, false, true};
  ++absent_;
}

Between Ledger::neighbours(Place entry) {
  Between found;
  const auto first = entries_.begin() + static_cast<std::ptrdiff_t>(head_);
  auto offset = entry->offset;
  for (auto at = entry; at != first && !found.before;) {
    if ((--at)->offset != --offset || entry->offset - offset > kBridged + 1) break;
    if (at->untouched()) found.before = entry->offset - offset - 1;
    if (!at->absent) break;
  }
  offset = entry->offset;
  for (auto at = std::next(entry); at != entries_.end() && !found.behind; ++at) {
    if (at->offset != ++offset || offset - entry->offset > kBridged + 1) break;
    if (at->untouched()) found.behind = offset - entry->offset - 1;
    if (!at->absent) break;
  }
  return found;
}

void Ledger::touch(Place entry) {
  untouched_.cut(entry->offset, neighbours(entry));
  entry->roomy = true;
  ++roomy_;
}

bool Ledger::take_room(std::int64_t offset, const LedgerLimits& limits, std::size_t spare) {
  const auto entry = lower_bound(offset);
  if (entry == entries_.end() || entry->offset != offset || entry->kind == OffsetKind::done) return false;
  if (entry->roomy) return true;
  const bool oldest = entry == entries_.begin() + static_cast<std::ptrdiff_t>(head_);
  if (!oldest) {
    const Between next = neighbours(entry);
    LedgerShape then = shape(limits.max_attempts);
    then.untouched_runs += (next.before ? 1 : 0) + (next.behind ? 1 : 0) - 1;
    then.length_bits += untouched_.bits_of_cut(offset, next);
    then.untouched -= 1 + kBridged;
    // One more than it needs is kept for the oldest: its end is what makes room. Each spare one is a run cut in two.
    then.touched += 2 + static_cast<std::int64_t>(spare);
    then.untouched_runs += static_cast<std::int64_t>(spare);
    then.length_bits += kBitsOfShortRun * static_cast<std::int64_t>(spare);
    if (!fits(then, limits)) return false;
  }
  touch(entry);
  return true;
}

void Ledger::set(std::int64_t offset, OffsetState state) {
  const auto entry = lower_bound(offset);
  if (entry == entries_.end() || entry->offset != offset || entry->kind == OffsetKind::done) return;
  if (!entry->roomy && state.kind != OffsetKind::pending) touch(entry);
  set(*entry, state);
  if (state.kind == OffsetKind::pending && entry->roomy) {
    entry->roomy = false;
    --roomy_;
    untouched_.add(offset, neighbours(entry));
  }
  if (state.kind == OffsetKind::done) drop_done();
}

void Ledger::set(Entry& entry, OffsetState state) {
  --count_of(entry.kind);
  entry.kind = state.kind;
  entry.attempts = state.attempts;
  if (state.kind != OffsetKind::done) {
    ++count_of(state.kind);
    return;
  }
  ++done_;
  entry.roomy = false;
  --roomy_;
}

void Ledger::drop_done() {
  while (head_ < entries_.size() && entries_[head_].kind == OffsetKind::done) {
    --(entries_[head_].absent ? absent_ : done_);
    ++head_;
  }
  const bool sparse = done_ > kMinToCompact && done_ > (entries_.size() - head_ - absent_) / 2;
  if (sparse || (head_ >= kMinToCompact && head_ >= entries_.size() / 2)) compact();
}

void Ledger::compact() {
  // An absent one stays only behind what is open: behind what is done it joins nothing, and a marker for each request that ended would pile up.
  std::size_t kept = 0;
  absent_ = 0;
  for (std::size_t i = head_; i < entries_.size(); ++i) {
    const Entry entry = entries_[i];
    const bool follows = kept > 0 && entries_[kept - 1].offset + 1 == entry.offset;
    if (entry.absent ? !follows : entry.kind == OffsetKind::done) continue;
    if (entry.absent) ++absent_;
    entries_[kept++] = entry;
  }
  entries_.resize(kept);
  head_ = 0;
  done_ = 0;
}

void Ledger::set_tag(std::int64_t offset, std::uint32_t tag) {
  const auto entry = lower_bound(offset);
  if (entry != entries_.end() && entry->offset == offset) entry->tag = tag;
}

std::optional<Ledger::Oldest> Ledger::oldest_open() const {
  if (open().total() == 0) return std::nullopt;
  const Entry& entry = entries_[head_];
  return Oldest{entry.offset, entry.tag, {entry.kind, entry.attempts}};
}

LedgerSnapshot Ledger::snapshot() const {
  LedgerSnapshot snapshot{committed_offset(), end_, {}};
  std::int64_t absent = 0;  // offsets behind the last run
  for (std::size_t i = head_; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    const auto reached = snapshot.runs.empty() ? -1 : snapshot.runs.back().first + snapshot.runs.back().length + absent;
    if (entry.absent && entry.offset == reached) ++absent;
    if (entry.kind == OffsetKind::done) continue;
    const OffsetState state{entry.kind, entry.attempts};
    const bool joins = entry.offset == reached && snapshot.runs.back().state == state && (absent == 0 || (state == OffsetState{} && absent <= kBridged));
    if (joins)
      snapshot.runs.back().length += absent + 1;
    else
      snapshot.runs.push_back({entry.offset, 1, state});
    absent = 0;
  }
  return snapshot;
}

bool Ledger::has_room(const LedgerLimits& limits, std::int64_t offset) const {
  if (open().total() == 0) return true;
  // What is known already takes no more room than it has.
  if (offset < end_) return true;
  LedgerShape then = shape(limits.max_attempts);
  then.span = offset + 1 - committed_offset();
  then.untouched_runs += 1;
  then.length_bits += kBitsOfShortRun;
  then.touched += 2;
  return entries_.size() - head_ < kMaxEntries && fits(then, limits);
}

LedgerShape Ledger::shape(int max_attempts) const {
  const auto last = entries_.empty() ? end_ : entries_.back().offset + 1;
  return {static_cast<std::int64_t>(untouched_.size()), untouched_.offsets(),     untouched_.length_bits(), static_cast<std::int64_t>(roomy_),
          last - committed_offset(),                    std::max(max_attempts, highest_attempts_)};
}

std::size_t& Ledger::count_of(OffsetKind kind) {
  return kind == OffsetKind::pending ? counts_.pending : kind == OffsetKind::waiting ? counts_.waiting : counts_.started;
}

Ledger::Place Ledger::lower_bound(std::int64_t offset) {
  return std::lower_bound(entries_.begin() + static_cast<std::ptrdiff_t>(head_), entries_.end(), offset,
                          [](const Entry& entry, std::int64_t wanted) { return entry.offset < wanted; });
}

}  // namespace iw
