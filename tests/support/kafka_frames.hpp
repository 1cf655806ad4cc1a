// Kafka's frames inside a byte stream, as far as a proxy needs them: which request begins where, and which answer belongs to it.
// Pure; one thread. It reads no request's inside and knows nothing of TLS.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iw::testing {

/// API keys of requests that tests wait for (the Kafka protocol's "API Key").
enum class KafkaApi : std::int16_t {
  produce = 0,
  fetch = 1,
  offset_fetch = 9,
  find_coordinator = 10,
  add_partitions = 24,
  add_offsets = 25,
  end_txn = 26,
  txn_offset_commit = 28
};

/// The head of a frame. An answer has no API key of its own: only the correlation id tells what it answers.
struct KafkaFrame {
  std::int32_t size = 0;  ///< without the four bytes of the size itself
  std::optional<std::int16_t> api_key;
  std::int32_t correlation_id = 0;
  /// Is it a request of this kind?
  [[nodiscard]] bool is(KafkaApi api) const { return api_key == static_cast<std::int16_t>(api); }
};

/// Bytes of one frame, never of two.
struct FramePiece {
  std::string bytes;
  std::optional<KafkaFrame> begins;  ///< the frame whose first byte is the first one here
};

/// Cuts one direction of a connection at the frames' borders. Bytes of a head that is not complete yet are held back until it is.
class FrameSplitter {
 public:
  enum class Kind : std::uint8_t { requests, answers };
  explicit FrameSplitter(Kind kind) : kind_(kind) {}
  /// Takes the next bytes of the stream. What is no Kafka (a size that cannot be) passes as one endless frame.
  [[nodiscard]] std::vector<FramePiece> feed(std::string_view bytes);

 private:
  [[nodiscard]] std::size_t head_size() const { return kind_ == Kind::requests ? 12 : 8; }
  [[nodiscard]] FramePiece take_head();

  Kind kind_;
  std::string head_;      ///< of the frame that begins
  std::size_t left_ = 0;  ///< bytes of the present frame that are still to come
};

}  // namespace iw::testing
