// Whatever happens to a partition, in whatever order: each job that ended is told once, in order, together with a ledger that calls it done, and no
// ledger calls a job done whose event is not told with it or was told before.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <iterator>
#include <map>
#include <set>

#include "tests/unit/worker/partition/partition_fixture.hpp"

namespace iw {
namespace {

/// A partition, and the naive picture of what must be true of it.
class Walk {
 public:
  void step(int op) {
    if (op <= 1) track();
    if (op == 2) end();
    if (op == 3) intend();
    if (op == 4) take();
    if (op == 5) recorded();
    if (op == 6) put_back();
    check();
  }
  void drop() {
    partitions_.drop(0);
    RC_ASSERT(partitions_.backlog() == Backlog{});
  }

 private:
  /// What waits, or stands in a share.
  struct Batch {
    std::vector<std::int64_t> ends;
    std::vector<JobName> intents;
  };

  void track() {
    auto tracked = partition_.track(next_);
    RC_ASSERT(tracked.receipt.valid());
    open_.emplace(next_++, std::move(tracked.receipt));
  }
  [[nodiscard]] std::map<std::int64_t, Receipt>::iterator any_open() {
    return std::next(open_.begin(), *rc::gen::inRange(0, static_cast<int>(open_.size())));
  }
  void end() {
    if (open_.empty()) return;
    const auto job = any_open();
    if (!partition_.take_room(job->second, 0, LedgerLimits{kAttempts})) return;
    std::vector<OutgoingRecord> records{event_of(job->first)};
    partition_.end(std::move(job->second), {Outcome::accepted, std::to_string(job->first)}, records);
    waiting_.ends.push_back(job->first);
    open_.erase(job);
  }
  void intend() {
    if (open_.empty()) return;
    const auto job = any_open();
    if (!partition_.take_room(job->second, 0, LedgerLimits{kAttempts})) return;
    const JobName name{static_cast<JobRef>(job->first), 0};
    partition_.intend(job->second, 1, name);
    waiting_.intents.push_back(name);
  }
  void take() {
    if (share_) return;
    share_ = partition_.take_share(kWriter);
    RC_ASSERT(share_.has_value());
    under_way_ = std::exchange(waiting_, {});
    RC_ASSERT(told(*share_) == under_way_.ends);
    check_ledger();
  }
  void check_ledger() {
    const auto ledger = decode_ledger(share_->metadata, share_->offset);
    RC_ASSERT(bool{ledger});
    std::set<std::int64_t> open;
    for (const auto& run : ledger->snapshot.runs)
      for (auto offset = run.first; offset < run.first + run.length; ++offset) open.insert(offset);
    for (std::int64_t offset = 5; offset < next_; ++offset) RC_ASSERT(open.contains(offset) == open_.contains(offset));
    RC_ASSERT(share_->offset == (open_.empty() ? next_ : open_.begin()->first));
    RC_ASSERT(ledger->stamp.sequence == sequence_ + 1);
  }
  void recorded() {
    if (!share_) return;
    const Recorded result = partition_.recorded(*share_);
    std::vector<std::string> keys;
    for (const auto offset : under_way_.ends) keys.push_back(std::to_string(offset));
    RC_ASSERT(keys_of(result) == keys);
    RC_ASSERT(result.intents == under_way_.intents);
    RC_ASSERT(partition_.committed() == share_->offset);
    under_way_ = {};
    share_.reset();
    ++sequence_;
  }
  void put_back() {
    if (!share_) return;
    partition_.put_back(std::move(*share_));
    share_.reset();
    waiting_.ends.insert(waiting_.ends.begin(), under_way_.ends.begin(), under_way_.ends.end());
    waiting_.intents.insert(waiting_.intents.begin(), under_way_.intents.begin(), under_way_.intents.end());
    under_way_ = {};
  }
  void check() {
    const Backlog& backlog = partitions_.backlog();
    RC_ASSERT(backlog.results() == waiting_.ends.size());
    RC_ASSERT(backlog.intents() == waiting_.intents.size());
    RC_ASSERT(backlog.bytes() == 10 * (waiting_.ends.size() + under_way_.ends.size()));
    if (!waiting_.ends.empty() || !waiting_.intents.empty()) RC_ASSERT(partition_.wants_share());
    if (share_) RC_ASSERT(partition_.holds());
  }

  testing::LawGuard guard_;
  Partitions partitions_;
  Partition& partition_ = partitions_.add(0, {.ledger = Ledger{5}, .committed = 5});
  std::map<std::int64_t, Receipt> open_;
  Batch waiting_;
  Batch under_way_;
  std::optional<Share> share_;
  std::int64_t next_ = 5;
  std::uint64_t sequence_ = 0;
};

RC_GTEST_PROP(PartitionProperty, EveryEndIsToldOnceWithALedgerThatCallsItDone, ()) {
  Walk walk;
  for (const int op : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 7))) walk.step(op);
  walk.drop();
}

}  // namespace
}  // namespace iw
