#include "tests/support/kafka_frames.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace iw::testing {

namespace {

/// A number as the protocol writes it: big-endian, signed.
template <class T>
T number_at(std::string_view bytes, std::size_t at) {
  std::make_unsigned_t<T> value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) value = static_cast<std::make_unsigned_t<T>>(value << 8U | static_cast<unsigned char>(bytes[at + i]));
  return static_cast<T>(value);
}

}  // namespace

std::vector<FramePiece> FrameSplitter::feed(std::string_view bytes) {
  std::vector<FramePiece> pieces;
  while (!bytes.empty()) {
    const bool in_head = left_ == 0;
    const auto size = std::min(bytes.size(), in_head ? head_size() - head_.size() : left_);
    const auto part = bytes.substr(0, size);
    bytes.remove_prefix(size);
    if (in_head) {
      head_ += part;
      if (head_.size() == head_size()) pieces.push_back(take_head());
    } else {
      left_ -= size;
      pieces.push_back({std::string{part}, std::nullopt});
    }
  }
  return pieces;
}

FramePiece FrameSplitter::take_head() {
  KafkaFrame frame;
  frame.size = number_at<std::int32_t>(head_, 0);
  if (kind_ == Kind::requests) frame.api_key = number_at<std::int16_t>(head_, 4);
  frame.correlation_id = number_at<std::int32_t>(head_, head_size() - 4);
  const auto size = static_cast<std::int64_t>(frame.size) + 4 - static_cast<std::int64_t>(head_size());
  left_ = size < 0 ? std::numeric_limits<std::size_t>::max() : static_cast<std::size_t>(size);
  return {std::exchange(head_, {}), frame};
}

}  // namespace iw::testing
