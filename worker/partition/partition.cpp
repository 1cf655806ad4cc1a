#include "worker/partition/partition.hpp"

#include <numeric>
#include <utility>

#include "common/law/law.hpp"
#include "worker/ledger/ledger_codec.hpp"

namespace iw {

namespace {

/// One account's rooms are at most so many times what it leaves to others.
constexpr std::size_t kShareLeft = 3;

}  // namespace

Partition::Partition(PartitionId id, std::uint64_t epoch, Recovered state, Backlog& backlog)
    : id_(id),
      epoch_(epoch),
      owned_from_(state.owned_from),
      ledger_(std::move(state.ledger)),
      unrecorded_(backlog),
      committed_(state.committed),
      sequence_(state.sequence),
      standing_(state.standing),
      // Its start is committed at once: from then on a log that was made anew under the same name can be told from this one.
      dirty_(state.standing == Standing::not_yet) {}

void Partition::reach(std::int64_t end) {
  if (end <= ledger_.position()) return;
  // Transaction markers at the end of the log: without this, lag would never reach 0.
  ledger_.skip_to(end);
  dirty_ = true;
}

Record Partition::unpark() { return *std::exchange(parked_, std::nullopt); }

Tracked Partition::track(std::int64_t offset) {
  const OffsetState known = ledger_.take(offset);
  return {known, known.kind == OffsetKind::done ? Receipt{} : Receipt{offset}};
}

bool Partition::take_room(Receipt& receipt, std::size_t account, const LedgerLimits& limits) {
  check_receipt(receipt, "only an open job takes room");
  if (receipt.has_room()) return true;
  std::size_t& rooms = rooms_[account];
  if (!ledger_.take_room(receipt.offset(), limits, rooms / kShareLeft)) return false;
  ++rooms;
  receipt.room_of_ = account;
  return true;
}

std::size_t Partition::rooms() const {
  return std::accumulate(rooms_.begin(), rooms_.end(), std::size_t{0}, [](std::size_t sum, const auto& entry) { return sum + entry.second; });
}

void Partition::give_room_back(Receipt& receipt) {
  if (receipt.has_room()) --rooms_[std::exchange(receipt.room_of_, Receipt::kNobody)];
}

void Partition::wait(Receipt& receipt, int attempts) {
  check_receipt(receipt, "only an open job waits");
  if (attempts > 0) {
    check_room(receipt, "a job waits with its room in the ledger");
    ledger_.set_waiting(receipt.offset(), attempts);
  } else if (receipt.has_room()) {
    // As if it had never wanted to call: untouched jobs in a row take next to no room.
    ledger_.set_pending(receipt.offset());
    give_room_back(receipt);
  } else {
    return;
  }
  dirty_ = true;
}

void Partition::intend(const Receipt& receipt, int attempts, JobName job) {
  check_receipt(receipt, "only an open job declares an intent");
  check_room(receipt, "a job declares its intent with its room in the ledger");
  ledger_.set_started(receipt.offset(), attempts);
  unrecorded_.add_intent(job);
  dirty_ = true;
}

void Partition::call(const Receipt& receipt, int attempts) {
  check_room(receipt, "a job calls with its room in the ledger");
  ledger_.set_started(receipt.offset(), attempts);
}

void Partition::end(Receipt receipt, Ending ending, std::vector<OutgoingRecord>& records) {
  check_receipt(receipt, "a job ends once");
  check_room(receipt, "a job ends with its room in the ledger");
  ledger_.set_done(receipt.offset());
  give_room_back(receipt);
  unrecorded_.add(std::move(ending), records);
  dirty_ = true;
}

void Partition::give_up(Receipt receipt) {
  check_receipt(receipt, "a job is given up once");
  ledger_.set_tag(receipt.offset(), kNoTag);
  give_room_back(receipt);
}

void Partition::fail(std::string why) {
  failed_ = std::move(why);
  has_records_ = false;
}

void Partition::drain() {
  draining_ = true;
  if (blocked_) fence();
}

void Partition::block(std::string why, TimePoint again) {
  if (draining_) return fence();
  blocked_ = {std::move(why), again};
  unrecorded_.set_aside(true);
}

std::optional<Share> Partition::take_share(std::uint32_t writer) {
  if (fenced_) return std::nullopt;
  const auto offset = ledger_.committed_offset();
  if (under_way_) breach("a partition stands in one cycle at a time", place(offset));
  if (offset < committed_) breach("a committed offset never goes back", place(offset));
  under_way_ = {sequence_ + 1, offset};
  dirty_ = false;
  Share share{id_, epoch_, sequence_ + 1, offset, unrecorded_.waiting_intents(), encode_ledger(ledger_.snapshot(), {writer, sequence_ + 1}), {}};
  if (share.metadata.size() > kMaxMetadataSize) breach("a ledger fits into a commit's metadata", place(offset) + ", " + std::to_string(share.metadata.size()) + " bytes");
  share.records = unrecorded_.take();
  return share;
}

Recorded Partition::recorded(const Share& share) {
  check_under_way(share);
  sequence_ = share.sequence;
  committed_ = share.offset;
  if (std::exchange(blocked_, std::nullopt)) unrecorded_.set_aside(false);
  if (standing_ == Standing::not_yet) standing_ = Standing::committed;
  under_way_.reset();
  return unrecorded_.recorded();
}

void Partition::put_back(Share share) {
  check_under_way(share);
  under_way_.reset();
  unrecorded_.put_back(std::move(share.records));
  dirty_ = true;
}

void Partition::check_receipt(const Receipt& receipt, std::string_view law) const {
  if (!receipt.valid()) breach(law, place(receipt.offset()));
}

void Partition::check_room(const Receipt& receipt, std::string_view law) const {
  if (!receipt.has_room()) breach(law, place(receipt.offset()));
}

void Partition::check_under_way(const Share& share) const {
  if (!under_way_ || under_way_->sequence != share.sequence || under_way_->offset != share.offset)
    breach("what comes back from a cycle is what went into it", place(share.offset));
}

std::string Partition::place(std::int64_t offset) const {
  return "partition " + std::to_string(id_.number) + ", offset " + std::to_string(offset) + ", assignment " + std::to_string(epoch_);
}

}  // namespace iw
