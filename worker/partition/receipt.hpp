// What a job holds on its offset: the right to end it, once. Loop thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

namespace iw {

/// Given by Partition::take for an offset that is open, and taken back by the partition when the job ends or is given up. It cannot be copied, and an
/// empty one ends nothing: so no offset is ended twice.
class Receipt {
 public:
  Receipt() = default;
  Receipt(Receipt&& other) noexcept : offset_(std::exchange(other.offset_, kEmpty)), room_of_(std::exchange(other.room_of_, kNobody)) {}
  Receipt& operator=(Receipt&& other) noexcept {
    offset_ = std::exchange(other.offset_, kEmpty);
    room_of_ = std::exchange(other.room_of_, kNobody);
    return *this;
  }
  ~Receipt() = default;
  Receipt(const Receipt&) = delete;
  Receipt& operator=(const Receipt&) = delete;

  /// Does it still stand for an open offset?
  [[nodiscard]] bool valid() const { return offset_ != kEmpty; }
  [[nodiscard]] std::int64_t offset() const { return offset_; }
  /// Has the ledger room for whatever becomes of it?
  [[nodiscard]] bool has_room() const { return room_of_ != kNobody; }

 private:
  friend class Partition;
  static constexpr std::int64_t kEmpty = -1;
  static constexpr std::size_t kNobody = std::numeric_limits<std::size_t>::max();
  explicit Receipt(std::int64_t offset) : offset_(offset) {}
  std::int64_t offset_ = kEmpty;
  std::size_t room_of_ = kNobody;  ///< the account that the room counts for
};

}  // namespace iw
