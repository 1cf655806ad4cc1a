// Races on real sockets: ports that let in, refuse, or swallow. Delays are far from one another, so that a busy machine changes no verdict.
#include "common/http/connect/connect_race.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "common/clock.hpp"
#include "tests/support/full_listener.hpp"
#include "tests/support/scripted_server.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;

class ConnectRaceTest : public ::testing::Test {
 protected:
  static boost::asio::ip::tcp::endpoint at(std::uint16_t port) { return {boost::asio::ip::address_v4::loopback(), port}; }
  static std::uint16_t closed_port() {
    return ScriptedServer{[](Peer&) {}}.port();
  }
  static void stay(Peer& peer) { peer.read_until_end(); }

  void start(Endpoints order, std::chrono::milliseconds delay) {
    began = BootClock::now();
    race = std::make_shared<ConnectRace>(loop, std::move(order), delay);
    in_start = true;
    race->start([this](const error_code& failed, Socket socket) {
      EXPECT_FALSE(in_start) << "told from inside start()";
      EXPECT_FALSE(ended) << "told twice";
      ended = true;
      error = failed;
      if (!failed) winner.emplace(std::move(socket));
      after = BootClock::now() - began;
    });
    in_start = false;
  }
  /// Turns the loop until the race has ended, and then until nothing of it is left.
  void finish() {
    const auto limit = BootClock::now() + 20s;
    while (!ended && BootClock::now() < limit) loop.run_one_for(20ms);
    ASSERT_TRUE(ended);
    drain();
  }
  void drain() {
    race = nullptr;
    loop.restart();
    loop.run_for(20s);
    EXPECT_TRUE(loop.stopped()) << "something of the race is still pending";
  }
  void run(Endpoints order, std::chrono::milliseconds delay) {
    start(std::move(order), delay);
    finish();
  }

  boost::asio::io_context loop;
  std::shared_ptr<ConnectRace> race;
  bool in_start = false;
  bool ended = false;
  error_code error;
  std::optional<Socket> winner;
  Duration after{};

 private:
  TimePoint began;
};

TEST_F(ConnectRaceTest, ConnectsToTheOnlyAddress) {
  const ScriptedServer server{stay};
  run({at(server.port())}, 10s);
  EXPECT_FALSE(error);
  EXPECT_EQ(winner->remote_endpoint(), at(server.port()));
}

TEST_F(ConnectRaceTest, TellsWhyTheOnlyAddressFailed) {
  run({at(closed_port())}, 10s);
  EXPECT_EQ(error, boost::asio::error::connection_refused);
}

TEST_F(ConnectRaceTest, FirstAddressWinsAndTheOthersAreNotEvenTried) {
  const ScriptedServer first{stay}, second{stay};
  run({at(first.port()), at(second.port())}, 10s);
  EXPECT_EQ(winner->remote_endpoint(), at(first.port()));
  EXPECT_EQ(second.connections(), 0U);
}

TEST_F(ConnectRaceTest, RefusedAddressHandsOverToTheNextAtOnce) {
  const ScriptedServer server{stay};
  run({at(closed_port()), at(closed_port()), at(server.port())}, 10s);
  EXPECT_EQ(winner->remote_endpoint(), at(server.port()));
  EXPECT_LT(after, 5s) << "it waited for the delay";
}

TEST_F(ConnectRaceTest, SilentAddressHandsOverAfterTheDelay) {
  const FullListener black_hole;
  const ScriptedServer server{stay};
  run({at(black_hole.port()), at(server.port())}, 100ms);
  EXPECT_EQ(winner->remote_endpoint(), at(server.port()));
  EXPECT_GE(after, 100ms);
  EXPECT_LT(after, 5s);
}

TEST_F(ConnectRaceTest, EachSilentAddressCostsOneDelay) {
  const FullListener one, two;
  const ScriptedServer server{stay};
  run({at(one.port()), at(two.port()), at(server.port())}, 60ms);
  EXPECT_EQ(winner->remote_endpoint(), at(server.port()));
  EXPECT_GE(after, 120ms);
}

TEST_F(ConnectRaceTest, FailureBehindASilentAddressDoesNotEndTheRace) {
  const FullListener black_hole;
  const ScriptedServer server{stay};
  run({at(black_hole.port()), at(closed_port()), at(server.port())}, 60ms);
  EXPECT_EQ(winner->remote_endpoint(), at(server.port()));
}

TEST_F(ConnectRaceTest, FailsOnlyWhenTheLastAddressHas) {
  run({at(closed_port()), at(closed_port())}, 10s);
  EXPECT_EQ(error, boost::asio::error::connection_refused);
}

TEST_F(ConnectRaceTest, WaitsForASilentAddressWhenNoOtherIsLeft) {
  const FullListener black_hole;
  start({at(black_hole.port()), at(closed_port())}, 20ms);
  loop.run_for(150ms);
  EXPECT_FALSE(ended);
  race->cancel();
  drain();
  EXPECT_FALSE(ended) << "told after cancel()";
}

TEST_F(ConnectRaceTest, CancelEndsItAtAnyStep) {
  const FullListener black_hole;
  const ScriptedServer server{stay};
  for (int steps = 0; steps < 5; ++steps) {
    start({at(closed_port()), at(black_hole.port()), at(server.port())}, 20ms);
    for (int i = 0; i < steps && !ended; ++i) loop.run_one_for(1s);
    race->cancel();
    const bool before = std::exchange(ended, false);
    drain();
    EXPECT_FALSE(ended) << "told after cancel(), step " << steps;
    if (before) break;
    winner.reset();
  }
}

}  // namespace
}  // namespace iw::testing
