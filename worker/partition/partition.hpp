// One partition for one assignment: its ledger, the order of its keys, and the results that no commit has told yet. Loop thread.
// Law: what it has to tell leaves together, as one Share (results, offset and the ledger that calls them done), and only while the partition is ours.
// It decides nothing about jobs and knows no Kafka.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/record.hpp"
#include "worker/ledger/ledger.hpp"
#include "worker/partition/crowd.hpp"
#include "worker/partition/receipt.hpp"
#include "worker/partition/unrecorded.hpp"
#include "worker/ports/cycle.hpp"
#include "worker/schedule/key_order.hpp"

namespace iw {

/// Does the group remember a commit of this partition?
enum class Standing : std::uint8_t {
  not_yet,    ///< nothing has been committed so far
  committed,  ///< something has: when it is gone, the log is another one
  not_kept,   ///< the broker keeps no offsets (the demo's embedded one): nothing can be told
};

/// What a partition is taken up with.
struct Recovered {
  Ledger ledger;
  std::int64_t committed = 0;  ///< committed offset
  std::uint64_t sequence = 0;  ///< of the commit that was read
  TimePoint owned_from{};      ///< since when nobody else has committed it
  Standing standing = Standing::committed;
};

/// What the ledger knows of a record that was read, and the right to end its job; no receipt when nothing is left to do.
struct Tracked {
  OffsetState known;
  Receipt receipt;
};

/// An assigned partition. Made at assignment, gone after release or loss; `epoch` tells one assignment from the next.
class Partition {
 public:
  Partition(PartitionId id, std::uint64_t epoch, Recovered state, Backlog& backlog);
  Partition(const Partition&) = delete;
  Partition& operator=(const Partition&) = delete;
  ~Partition() = default;

  [[nodiscard]] PartitionId id() const { return id_; }
  [[nodiscard]] std::uint64_t epoch() const { return epoch_; }
  [[nodiscard]] TimePoint owned_from() const { return owned_from_; }
  [[nodiscard]] std::int64_t committed() const { return committed_; }
  [[nodiscard]] const Ledger& ledger() const { return ledger_; }

  // Reading.
  /// Is more to be read, and may it be?
  [[nodiscard]] bool may_read() const { return !draining_ && failed_.empty() && !blocked_ && (has_records_ || parked_); }
  void records_came() { has_records_ = failed_.empty(); }
  void records_ended() { has_records_ = false; }
  /// Everything before `end` has been read: what lies between is markers.
  void reach(std::int64_t end);
  /// Sets a record aside that the ledger has no room for yet, and gives it out again.
  void park(Record record) { parked_ = std::move(record); }
  [[nodiscard]] const std::optional<Record>& parked() const { return parked_; }
  [[nodiscard]] Record unpark();

  // An offset, from the record to its end.
  /// The record at `offset` was read. Offsets must rise.
  [[nodiscard]] Tracked track(std::int64_t offset);
  /// `job` works on the offset, as far as anybody asks who does.
  void name_worker(const Receipt& receipt, JobRef job) { ledger_.set_tag(receipt.offset(), job); }
  /// Takes the room in the ledger that the job's first change needs, once, for an account: none holds more than three quarters of what there is, so that
  /// another one finds some. Always given to the oldest open job, whose end makes room. False: not now.
  [[nodiscard]] bool take_room(Receipt& receipt, std::size_t account, const LedgerLimits& limits);
  /// Jobs that wait for it.
  [[nodiscard]] Crowd& crowd() { return crowd_; }
  [[nodiscard]] const Crowd& crowd() const { return crowd_; }

  // What happens to it then. Law: only with its room.
  /// The job waits, with so many attempts used up; the next commit says so. With none it is as if nothing had happened, and its room is free again.
  void wait(Receipt& receipt, int attempts);
  /// The job wants to call, and may once a commit has said so (guarantee.md, intent before call).
  void intend(const Receipt& receipt, int attempts, JobName job);
  /// The job calls without an intent. No commit is made for it: the next one that is says so.
  void call(const Receipt& receipt, int attempts);
  /// The job ended: its records and its offset leave with the same share. Takes the records out of `records`.
  void end(Receipt receipt, Ending ending, std::vector<OutgoingRecord>& records);
  /// The job is dropped without an end: its offset stays open, for the next owner.
  void give_up(Receipt receipt);

  // What its open jobs hold in memory.
  void hold(std::size_t bytes) { held_bytes_ += bytes; }
  void let_go(std::size_t bytes) { held_bytes_ -= bytes; }
  [[nodiscard]] std::size_t held_bytes() const { return held_bytes_; }

  /// Order by key: who heads each.
  [[nodiscard]] KeyOrder& order() { return order_; }

  // The end of the assignment.
  /// The group wants it back: nothing of it is read or started any more.
  void drain();
  [[nodiscard]] bool draining() const { return draining_; }
  /// Nothing of it may be committed any more: what stands committed is another's, or a person's, business.
  void fence() { fenced_ = true; }
  [[nodiscard]] bool fenced() const { return fenced_; }
  /// Nothing more of it is read, and this is why. What was taken before still comes to its end.
  void fail(std::string why);
  /// Empty while it goes on.
  [[nodiscard]] const std::string& failed() const { return failed_; }

  // An event of it that its topic refuses in every form. It holds up nobody but its own partition, which reads nothing more until the topic takes it.
  /// Tried again at `again`. While it is being drained there is nothing to wait for: then it is fenced, and the next owner meets the same.
  void block(std::string why, TimePoint again);
  [[nodiscard]] bool blocked() const { return blocked_.has_value(); }
  /// A cycle of its own may try again.
  [[nodiscard]] bool may_try(TimePoint now) const { return blocked_ && !fenced_ && blocked_->again <= now; }
  /// Why it is blocked; empty when it is not.
  [[nodiscard]] std::string_view blocked_by() const { return blocked_ ? std::string_view{blocked_->why} : std::string_view{}; }

  // Committing.
  /// Has something of it been committed, so that it can be seen when the group has forgotten it?
  [[nodiscard]] bool on_record() const { return standing_ == Standing::committed; }
  /// Has it something that the next cycle must record?
  [[nodiscard]] bool wants_share() const { return dirty_ && may_be_committed(); }
  /// May a cycle of several partitions take it along?
  [[nodiscard]] bool may_be_committed() const { return !fenced_ && !blocked_; }
  /// Does anything of it wait for a cycle, or stand in the one under way?
  [[nodiscard]] bool holds() const { return !fenced_ && (dirty_ || under_way_); }
  /// What the next cycle records of it, stamped with `writer`; also when nothing has changed. Nothing when it is fenced: what is not ours is not
  /// committed. One at a time: recorded() or put_back() ends it.
  [[nodiscard]] std::optional<Share> take_share(std::uint32_t writer);
  /// The share has committed.
  [[nodiscard]] Recorded recorded(const Share& share);
  /// It has not, and is made again.
  void put_back(Share share);

  /// The highest sequence of ours that may stand committed.
  [[nodiscard]] std::uint64_t last_sequence() const { return under_way_ ? under_way_->sequence : sequence_; }

  // For the audit.
  [[nodiscard]] const Unrecorded& unrecorded() const { return unrecorded_; }
  [[nodiscard]] std::size_t rooms() const;

 private:
  /// An event that its topic takes in no form.
  struct Blocked {
    std::string why;
    TimePoint again;
  };
  /// The share that stands in a cycle.
  struct UnderWay {
    std::uint64_t sequence;
    std::int64_t offset;
  };
  [[nodiscard]] std::string place(std::int64_t offset) const;
  void check_receipt(const Receipt& receipt, std::string_view law) const;
  void check_room(const Receipt& receipt, std::string_view law) const;
  void give_room_back(Receipt& receipt);
  void check_under_way(const Share& share) const;

  PartitionId id_;
  std::uint64_t epoch_;
  TimePoint owned_from_;
  Ledger ledger_;
  std::map<std::size_t, std::size_t> rooms_;  ///< offsets that have their room, by account
  Crowd crowd_;
  std::size_t held_bytes_ = 0;
  KeyOrder order_;
  Unrecorded unrecorded_;
  std::int64_t committed_;              ///< as last known
  std::uint64_t sequence_;              ///< of the last share that is known to have committed
  std::optional<UnderWay> under_way_;
  std::optional<Record> parked_;
  bool has_records_ = true;             ///< the source may have something to take
  bool draining_ = false;
  Standing standing_;
  bool dirty_;
  bool fenced_ = false;
  std::optional<Blocked> blocked_;
  std::string failed_;
};

}  // namespace iw
