// What a ChaosProxy does to the bytes that pass, at this moment. One object for all connections of a proxy; its loop thread only.
#pragma once

#include <array>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/kafka_frames.hpp"

namespace iw::testing {

/// A direction: `up` is from the client to the server.
enum class Way : std::uint8_t { up, down };

/// Faults of one direction that last until they are taken back.
struct WayFaults {
  std::chrono::milliseconds delay{0};  ///< before each chunk that was read
  std::size_t slice = 0;               ///< written in pieces of so many bytes; 0: as they come
  bool black_hole = false;             ///< nothing passes; what came meanwhile passes afterwards, as after a partition of the network
};

/// What becomes of a request.
enum class RequestFate : std::uint8_t {
  pass,
  cut,         ///< the connection is reset, the server never sees it
  lose_answer  ///< the server gets it and answers; the connection is reset in place of the answer
};

/// Decides about a request when its head is there, before any of its bytes has gone on.
using RequestRule = std::function<RequestFate(const KafkaFrame&)>;

/// What has happened so far.
struct ChaosTotals {
  std::size_t connections = 0;
  std::size_t resets = 0;  ///< of connections, by whatever rule
  std::array<std::size_t, 2> bytes{};
};

/// Waits for bytes, once.
struct ByteWatch {
  Way way = Way::up;
  std::size_t left = 0;  ///< calls when so many more bytes have passed
  std::string pattern;   ///< calls before the bytes go on that complete this text; empty: bytes are counted
  std::function<void()> then;
};

/// All of it.
struct ChaosRules {
  explicit ChaosRules(const boost::asio::any_io_executor& loop) : changed(loop, boost::asio::steady_timer::time_point::max()) {}
  [[nodiscard]] WayFaults& faults(Way way) { return ways[static_cast<std::size_t>(way)]; }
  [[nodiscard]] std::optional<std::size_t>& cut_after(Way way) { return cuts[static_cast<std::size_t>(way)]; }

  std::array<WayFaults, 2> ways;
  std::array<std::optional<std::size_t>, 2> cuts;  ///< a connection ends when so many more bytes have passed
  RequestRule on_request;
  std::vector<ByteWatch> watches;
  ChaosTotals totals;
  boost::asio::steady_timer changed;  ///< never expires; cancelling it wakes those who wait for another rule
};

}  // namespace iw::testing
