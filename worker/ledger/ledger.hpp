// The ledger of one partition: the state of each offset from the committed one on (guarantee.md). Pure; one thread (the loop's).
// It knows neither jobs nor Kafka. Memory follows open offsets, not the span between them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "worker/ledger/ledger_codec.hpp"
#include "worker/ledger/ledger_snapshot.hpp"
#include "worker/ledger/untouched_runs.hpp"

namespace iw {

/// An entry without a tag: its offset has not been read again since the ledger was recovered.
inline constexpr std::uint32_t kNoTag = std::numeric_limits<std::uint32_t>::max();

/// Open offsets by state.
struct OpenCounts {
  std::size_t pending = 0, waiting = 0, started = 0;
  [[nodiscard]] std::size_t total() const { return pending + waiting + started; }
};

/// Keeps the truth about a partition's offsets. The committed offset is the first that is not done; it never passes an open one.
class Ledger {
 public:
  /// A fresh ledger: nothing open, reading starts at `offset`.
  explicit Ledger(std::int64_t offset) : read_(offset), end_(offset) {}
  /// A recovered one: reading starts at the committed offset, and take() tells for each record what is known of it.
  [[nodiscard]] static Ledger from(const LedgerSnapshot& snapshot);

  /// A record at `offset` was read; offsets must rise. Offsets that were skipped (markers, records deleted from the log) count as done; a few of them
  /// between records that nobody has touched are told as if they were such records, which a later owner does not find: that keeps the code short.
  /// Returns what the recovered ledger says of it, `done` meaning: nothing is left to do. Beyond the recovered part it is pending with 0 attempts.
  OffsetState take(std::int64_t offset);
  /// Everything before `offset` has been read: what lies between is markers.
  void skip_to(std::int64_t offset);

  // Room. The code of a run of records that nobody has touched is a few bits, whatever its length; each offset that leaves such a run can cost three
  // entries of its own. So room is taken before an offset's state changes for the first time, once, and is given back when it is done.
  /// Takes the room that the offset will need at most from now on, whatever becomes of it. `spare` times as much must be left behind it. False: there is
  /// none, nothing has changed. Always true for the oldest open offset and for one that has its room, never for one that is not open.
  [[nodiscard]] bool take_room(std::int64_t offset, const LedgerLimits& limits, std::size_t spare = 0);

  /// The four changes of an open offset's state. Offsets that are not open are left alone. Pending again, it has given its room back.
  void set_pending(std::int64_t offset) { set(offset, {OffsetKind::pending, 0}); }
  void set_waiting(std::int64_t offset, int attempts) { set(offset, {OffsetKind::waiting, attempts}); }
  void set_started(std::int64_t offset, int attempts) { set(offset, {OffsetKind::started, attempts}); }
  void set_done(std::int64_t offset) { set(offset, {OffsetKind::done, 0}); }

  /// Remembers who works on an open offset: any number but kNoTag.
  void set_tag(std::int64_t offset, std::uint32_t tag);

  /// The first offset that is not done, or the position when nothing is open.
  [[nodiscard]] std::int64_t committed_offset() const { return open().total() == 0 ? end_ : entries_[head_].offset; }
  /// The next offset to be read (for a recovered ledger at least the end of its known part).
  [[nodiscard]] std::int64_t position() const { return end_; }
  /// The next offset that the log is asked for: below position() while what a recovered ledger knows is read again.
  [[nodiscard]] std::int64_t next_read() const { return read_; }
  [[nodiscard]] const OpenCounts& open() const { return counts_; }
  /// Open offsets that a recovered ledger named and the log no longer has: taken for done.
  [[nodiscard]] std::size_t vanished() const { return vanished_; }

  /// The oldest open offset.
  struct Oldest {
    std::int64_t offset;
    std::uint32_t tag;
    OffsetState state;
  };
  [[nodiscard]] std::optional<Oldest> oldest_open() const;

  [[nodiscard]] LedgerSnapshot snapshot() const;
  /// What its code can come to without more room being taken.
  [[nodiscard]] LedgerShape shape(int max_attempts) const;
  [[nodiscard]] const UntouchedRuns& untouched() const { return untouched_; }
  /// May the record at `offset` be taken, and at once be done? True when the worst encoding that can follow without taking more room still fits. Always
  /// true when nothing is open.
  [[nodiscard]] bool has_room(const LedgerLimits& limits, std::int64_t offset) const;
  /// The same for the next one: worth asking for a record at all?
  [[nodiscard]] bool has_room(const LedgerLimits& limits) const { return has_room(limits, read_); }

 private:
  /// An offset that is open, or done behind one that is.
  struct Entry {
    std::int64_t offset;
    std::uint32_t tag;
    std::int32_t attempts;
    OffsetKind kind;
    bool roomy = false;   ///< it has its room
    bool absent = false;  ///< no record: done, and told as pending between two that are
    [[nodiscard]] bool untouched() const { return kind == OffsetKind::pending && !roomy; }
  };
  using Place = std::vector<Entry>::iterator;
  void set(std::int64_t offset, OffsetState state);
  void set(Entry& entry, OffsetState state);
  void append(std::int64_t offset, OffsetState state);
  void pass_over(std::int64_t offset);
  void vanish_before(std::int64_t offset);
  void vanish(Place entry);
  void touch(Place entry);
  [[nodiscard]] Between neighbours(Place entry);
  void drop_done();
  void compact();
  [[nodiscard]] std::size_t& count_of(OffsetKind kind);
  [[nodiscard]] Place lower_bound(std::int64_t offset);

  std::vector<Entry> entries_;  ///< in offset order from head_ on; done ones stay until they are at the head or make up half
  std::size_t head_ = 0;        ///< the first open entry, or the size
  std::size_t done_ = 0;        ///< done entries from head_ on, without absent ones
  OpenCounts counts_;
  std::size_t absent_ = 0;      ///< absent entries from head_ on
  std::size_t roomy_ = 0;       ///< open entries that have their room
  UntouchedRuns untouched_;
  std::int64_t read_;         ///< next offset to be read from the log
  std::int64_t end_;          ///< all below it is known: read, or in the recovered part
  int highest_attempts_ = 0;  ///< that a recovered entry has
  std::size_t vanished_ = 0;
};

}  // namespace iw
