// Runs of offsets that nobody has touched, and how many bits their lengths take. Pure; one thread.
// It knows no records: who joins what is the ledger's knowledge.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace iw {

/// What lies next to an offset: how many offsets are between it and the next untouched one on each side; nothing where there is none to join.
struct Between {
  std::optional<std::int64_t> before, behind;
};

/// Kept in offset order. Few in nearly every life, so a vector; a cut in the middle of thousands moves some kilobytes.
class UntouchedRuns {
 public:
  /// A run, its ends untouched.
  struct Run {
    std::int64_t first = 0;
    std::int64_t length = 0;
    [[nodiscard]] std::int64_t end() const { return first + length; }
    friend bool operator==(const Run&, const Run&) = default;
  };

  /// The offset is untouched, and joins what it lies next to.
  void add(std::int64_t offset, const Between& next);
  /// The offset, one of ours, is touched: what it lies next to is apart now.
  void cut(std::int64_t offset, const Between& next);
  /// What lies between the two neighbours of this offset, which is not ours, keeps them apart no longer.
  void bridge(std::int64_t offset, const Between& next);
  /// How many bits more the lengths take after a cut; negative when fewer.
  [[nodiscard]] std::int64_t bits_of_cut(std::int64_t offset, const Between& next) const;

  [[nodiscard]] std::size_t size() const { return runs_.size(); }
  /// Offsets in them.
  [[nodiscard]] std::int64_t offsets() const { return offsets_; }
  /// Bits that their lengths take.
  [[nodiscard]] std::int64_t length_bits() const { return length_bits_; }
  [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }

 private:
  using Place = std::vector<Run>::iterator;
  [[nodiscard]] Place run_of(std::int64_t offset);
  void join(Place behind);
  void count(const Run& run, int sign);

  std::vector<Run> runs_;
  std::int64_t offsets_ = 0;
  std::int64_t length_bits_ = 0;
};

}  // namespace iw
