#include "worker/ledger/ledger.hpp"

#include <algorithm>

#include "worker/ledger/ledger_codec.hpp"

namespace iw {

namespace {

/// Dropping done entries moves the rest: worth it only when there are many.
constexpr std::size_t kMinToCompact = 64;

}  // namespace

Ledger Ledger::from(const LedgerSnapshot& snapshot) {
  Ledger ledger{snapshot.offset};
  ledger.end_ = snapshot.end;
  for (const LedgerRun& run : snapshot.runs) {
    ledger.highest_attempts_ = std::max(ledger.highest_attempts_, run.state.attempts);
    ledger.count_of(run.state.kind) += static_cast<std::size_t>(run.length);
    for (std::int64_t i = 0; i < run.length; ++i) ledger.entries_.push_back({run.first + i, kNoTag, run.state.attempts, run.state.kind});
  }
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
  end_ = offset + 1;
  entries_.push_back({offset, kNoTag, 0, OffsetKind::pending});
  ++counts_.pending;
  return {};
}

void Ledger::skip_to(std::int64_t offset) {
  vanish_before(offset);
  read_ = std::max(read_, offset);
  end_ = std::max(end_, offset);
}

void Ledger::vanish_before(std::int64_t offset) {
  if (read_ >= offset || read_ >= end_) return;
  for (auto entry = lower_bound(read_); entry != entries_.end() && entry->offset < offset; ++entry) {
    if (entry->kind == OffsetKind::done) continue;
    set(*entry, {OffsetKind::done, 0});
    ++vanished_;
  }
  drop_done();
}

void Ledger::set(std::int64_t offset, OffsetState state) {
  const auto entry = lower_bound(offset);
  if (entry == entries_.end() || entry->offset != offset || entry->kind == OffsetKind::done) return;
  set(*entry, state);
  if (state.kind == OffsetKind::done) drop_done();
}

void Ledger::set(Entry& entry, OffsetState state) {
  --count_of(entry.kind);
  entry.kind = state.kind;
  entry.attempts = state.attempts;
  state.kind == OffsetKind::done ? ++done_ : ++count_of(state.kind);
}

void Ledger::drop_done() {
  while (head_ < entries_.size() && entries_[head_].kind == OffsetKind::done) {
    ++head_;
    --done_;
  }
  const bool sparse = done_ > kMinToCompact && done_ > entries_.size() / 2;
  if (!sparse && (head_ < kMinToCompact || head_ < entries_.size() / 2)) return;
  entries_.erase(std::remove_if(entries_.begin(), entries_.end(), [](const Entry& entry) { return entry.kind == OffsetKind::done; }), entries_.end());
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
  for (std::size_t i = head_; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    if (entry.kind == OffsetKind::done) continue;
    const OffsetState state{entry.kind, entry.attempts};
    if (!snapshot.runs.empty()) {
      LedgerRun& last = snapshot.runs.back();
      if (last.first + last.length == entry.offset && last.state == state) {
        ++last.length;
        continue;
      }
    }
    snapshot.runs.push_back({entry.offset, 1, state});
  }
  return snapshot;
}

bool Ledger::has_room(int max_attempts, std::int64_t offset) const {
  if (open().total() == 0) return true;
  // What is known already takes no more room than it has.
  if (offset < end_) return true;
  return worst_ledger_size(open().total() + 1, offset + 1 - committed_offset(), std::max(max_attempts, highest_attempts_)) <= kMaxMetadataSize;
}

std::size_t& Ledger::count_of(OffsetKind kind) {
  return kind == OffsetKind::pending ? counts_.pending : kind == OffsetKind::waiting ? counts_.waiting : counts_.started;
}

std::vector<Ledger::Entry>::iterator Ledger::lower_bound(std::int64_t offset) {
  return std::lower_bound(entries_.begin() + static_cast<std::ptrdiff_t>(head_), entries_.end(), offset,
                          [](const Entry& entry, std::int64_t wanted) { return entry.offset < wanted; });
}

}  // namespace iw
