// What a job holds on its offset: the right to end it, once. Loop thread.
#pragma once

#include <cstdint>
#include <utility>

namespace iw {

/// Given by Partition::take for an offset that is open, and taken back by the partition when the job ends or is given up. It cannot be copied, and an
/// empty one ends nothing: so no offset is ended twice.
class Receipt {
 public:
  Receipt() = default;
  Receipt(Receipt&& other) noexcept : offset_(std::exchange(other.offset_, kEmpty)) {}
  Receipt& operator=(Receipt&& other) noexcept {
    offset_ = std::exchange(other.offset_, kEmpty);
    return *this;
  }
  ~Receipt() = default;
  Receipt(const Receipt&) = delete;
  Receipt& operator=(const Receipt&) = delete;

  /// Does it still stand for an open offset?
  [[nodiscard]] bool valid() const { return offset_ != kEmpty; }
  [[nodiscard]] std::int64_t offset() const { return offset_; }

 private:
  friend class Partition;
  static constexpr std::int64_t kEmpty = -1;
  explicit Receipt(std::int64_t offset) : offset_(offset) {}
  std::int64_t offset_ = kEmpty;
};

}  // namespace iw
