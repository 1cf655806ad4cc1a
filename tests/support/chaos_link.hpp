// One connection through a ChaosProxy: two sockets, and a coroutine for each direction that moves bytes as the rules say. Loop thread only.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/chaos_rules.hpp"
#include "tests/support/kafka_frames.hpp"

namespace iw::testing {

/// A pair of sockets that ends as one. Its coroutines keep it alive.
class ChaosLink : public std::enable_shared_from_this<ChaosLink> {
 public:
  ChaosLink(boost::asio::ip::tcp::socket client, ChaosRules& rules, bool kafka);
  /// Connects to the server and moves bytes until one side ends.
  void start(const boost::asio::ip::tcp::endpoint& server);
  /// Ends both sides with RST: whatever is under way is lost.
  void reset();
  [[nodiscard]] bool closed() const { return closed_; }

 private:
  using Socket = boost::asio::ip::tcp::socket;

  boost::asio::awaitable<void> connect(boost::asio::ip::tcp::endpoint server);
  boost::asio::awaitable<void> pump(Way way);
  boost::asio::awaitable<void> pass(Way way, std::string_view bytes);
  boost::asio::awaitable<void> pass_frames(Way way, std::string_view bytes);
  boost::asio::awaitable<void> send(Way way, std::string_view bytes);
  boost::asio::awaitable<void> wait_while_dark(Way way);
  [[nodiscard]] bool dooms(Way way, const KafkaFrame& frame);
  void look_for_patterns(Way way, std::string_view bytes);
  void count_watched(Way way, std::size_t bytes);
  void close();
  void spawn(boost::asio::awaitable<void> work);

  Socket client_, server_;
  ChaosRules& rules_;
  bool kafka_;
  bool closed_ = false;
  std::array<FrameSplitter, 2> frames_{FrameSplitter{FrameSplitter::Kind::requests}, FrameSplitter{FrameSplitter::Kind::answers}};
  std::optional<std::int32_t> answer_to_lose_;
  std::array<std::string, 2> seen_;  ///< the last bytes of each direction, for patterns that span chunks
};

}  // namespace iw::testing
