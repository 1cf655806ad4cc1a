// Which connection a request goes out on.
#include <semaphore>

#include "tests/unit/common/http/http_fixture.hpp"

namespace iw::testing {
namespace {

using HttpPool = HttpFixture;
using namespace std::chrono_literals;

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

/// Lets the script tell the test, whose loop stands still meanwhile, that something has happened.
struct Signal {
  void give() { semaphore.release(); }
  [[nodiscard]] bool wait() { return semaphore.try_acquire_for(10s); }
  std::counting_semaphore<> semaphore{0};
};

/// Answers one request, and then closes the connection though it promised to keep it.
ScriptedServer::Script once_and_close(Signal& closed) {
  return [&closed](Peer& peer) {
    peer.read_request();
    peer.write(answer("ok"));
    peer.close();
    closed.give();
  };
}

TEST_F(HttpPool, SendsTheHeadTheLengthAndTheBody) {
  const ScriptedServer server{always(answer("ok"))};
  open("http://127.0.0.1:" + std::to_string(server.port()) + "/prefix/");
  EXPECT_THAT(fetch("{\"a\":1}"), Answered("ok"));
  EXPECT_EQ(server.received(), "POST /prefix/import HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                                   "\r\nUser-Agent: import-worker\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
                                   "Content-Length: 7\r\n\r\n{\"a\":1}");
}

TEST_F(HttpPool, OpensNothingBeforeTheFirstRequest) {
  const ScriptedServer server{always(answer("ok"))};
  open(server);
  EXPECT_EQ(client->connections(), 0U);
}

TEST_F(HttpPool, CarriesRequestsInARowOnOneConnection) {
  const ScriptedServer server{always(answer("ok"))};
  open(server);
  for (int i = 0; i < 50; ++i) ASSERT_THAT(fetch(), Answered("ok"));
  EXPECT_EQ(server.connections(), 1U);
  EXPECT_EQ(client->connections(), 1U);
}

TEST_F(HttpPool, OpensAConnectionForEachRequestUnderWay) {
  Signal all_sent;
  const ScriptedServer server{[&](Peer& peer) {
    while (!peer.read_request().empty()) {
      EXPECT_TRUE(all_sent.wait());
      all_sent.give();
      peer.write(answer("ok"));
    }
  }};
  open(server);
  for (std::uint64_t id = 1; id <= 8; ++id) send(id);
  ASSERT_TRUE(run_until([&] { return count(server.received(), "POST ") == 8; }));
  all_sent.give();
  ASSERT_TRUE(run_until([&] { return ends.size() == 8; }));
  EXPECT_EQ(server.connections(), 8U);
  for (std::uint64_t id = 11; id <= 18; ++id) send(id);
  ASSERT_TRUE(run_until([&] { return ends.size() == 16; }));
  EXPECT_EQ(server.connections(), 8U);
}

TEST_F(HttpPool, CarriesTwoHundredAtOnce) {
  const ScriptedServer server{always(answer("ok"))};
  open(server);
  for (std::uint64_t id = 1; id <= 200; ++id) send(id);
  ASSERT_TRUE(run_until([&] { return ends.size() == 200; }));
  for (const auto& [id, end] : ends) EXPECT_THAT(end, Answered("ok"));
  EXPECT_EQ(count(server.received(), "POST "), 200U);
}

TEST_F(HttpPool, ReusesTheConnectionForARequestSentFromInsideTheEndOfTheOneBefore) {
  const ScriptedServer server{always(answer("ok"))};
  open(server);
  then = [&] { send(100); };
  EXPECT_THAT(fetch(), Answered("ok"));
  ASSERT_TRUE(run_until([&] { return ends.contains(100); }));
  EXPECT_THAT(ends[100], Answered("ok"));
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(HttpPool, ForgetsAnIdleConnectionThatThePeerClosed) {
  const ScriptedServer server{once(answer("ok"))};
  open(server);
  EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_TRUE(run_until([&] { return client->connections() == 0; }));
}

TEST_F(HttpPool, SendsAgainOnAFreshConnectionWhenTheIdleOneWasClosed) {
  Signal may_close;
  Signal closed;
  const ScriptedServer server{[&](Peer& peer) {
    peer.read_request();
    peer.write(answer("ok"));
    if (peer.index() > 0) return;
    EXPECT_TRUE(may_close.wait());
    peer.close();
    closed.give();
  }};
  open(server);
  EXPECT_THAT(fetch("first"), Answered("ok"));
  may_close.give();
  ASSERT_TRUE(closed.wait());
  EXPECT_THAT(fetch("second"), Answered("ok"));
  EXPECT_EQ(server.connections(), 2U);
  EXPECT_EQ(count(server.received(), "second"), 1U);
}

TEST_F(HttpPool, LooksAtTheClockAgainBeforeTheFreshConnectionIsUsed) {
  Signal closed;
  const ScriptedServer server{once_and_close(closed)};
  open(server);
  EXPECT_THAT(fetch("first"), Answered("ok"));
  ASSERT_TRUE(closed.wait());
  EXPECT_THAT(fetch("second", kLongAgo), Ended(HttpPhase::stale));
  EXPECT_EQ(count(server.received(), "second"), 0U);
}

TEST_F(HttpPool, HonoursConnectionClose) {
  const ScriptedServer server{always(answer("ok", "200 OK", "Connection: close\r\n"))};
  open(server);
  EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_EQ(client->connections(), 0U);
  EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpPool, DoesNotReuseAnHttp10ConnectionUnlessThePeerOffersIt) {
  const ScriptedServer server{always("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")};
  open(server);
  EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_EQ(client->connections(), 0U);
  const ScriptedServer kept{always("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok")};
  open(kept);
  EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_EQ(client->connections(), 1U);
}

TEST_F(HttpPool, DoesNotUseAConnectionThatWasIdleForTooLong) {
  const ScriptedServer server{always(answer("ok"))};
  options.idle_timeout = 0ms;
  open(server);
  then = [&] { send(100); };
  EXPECT_THAT(fetch(), Answered("ok"));
  ASSERT_TRUE(run_until([&] { return ends.contains(100); }));
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpPool, ClosesIdleConnectionsAfterTheirTime) {
  const ScriptedServer server{always(answer("ok"))};
  options.idle_timeout = 100ms;
  open(server);
  EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_EQ(client->connections(), 1U);
  EXPECT_TRUE(run_until([&] { return client->connections() == 0; }));
}

TEST_F(HttpPool, SendsNothingOnceThePermissionHasRunOutAndKeepsTheConnection) {
  const ScriptedServer server{always(answer("ok"))};
  open(server);
  EXPECT_THAT(fetch("stale", kLongAgo), Ended(HttpPhase::stale));
  EXPECT_EQ(server.received(), "");
  EXPECT_THAT(fetch("fresh"), Answered("ok"));
  EXPECT_THAT(fetch("stale", kLongAgo), Ended(HttpPhase::stale));
  EXPECT_THAT(fetch("fresh"), Answered("ok"));
  EXPECT_EQ(server.connections(), 1U);
  EXPECT_EQ(count(server.received(), "POST "), 2U);
  EXPECT_EQ(count(server.received(), "stale"), 0U);
}

TEST_F(HttpPool, WithdrawnWhileItsConnectionOpensARequestIsNotSent) {
  const ScriptedServer server{always(answer("ok"))};
  open(server);
  send(100, "withdrawn");
  client->withdraw_unsent();
  ASSERT_TRUE(run_until([&] { return ends.contains(100); }));
  EXPECT_THAT(ends[100], Ended(HttpPhase::stale));
  EXPECT_EQ(server.received(), "");
  EXPECT_THAT(fetch("later"), Answered("ok")) << "what comes after is not withdrawn";
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(HttpPool, WithdrawnWhileItLooksForAnotherConnectionARequestIsNotSent) {
  Signal closed;
  const ScriptedServer server{once_and_close(closed)};
  open(server);
  EXPECT_THAT(fetch("first"), Answered("ok"));
  ASSERT_TRUE(closed.wait());
  send(100, "withdrawn");  // on the connection that is closed already
  client->withdraw_unsent();
  ASSERT_TRUE(run_until([&] { return ends.contains(100); }));
  EXPECT_THAT(ends[100], Ended(HttpPhase::stale));
  EXPECT_EQ(count(server.received(), "withdrawn"), 0U);
}

TEST_F(HttpPool, WithdrawnOnceItIsOnTheWireARequestGetsItsAnswer) {
  Signal arrived, withdrawn;
  const ScriptedServer server{[&](Peer& peer) {
    peer.read_request();
    arrived.give();
    EXPECT_TRUE(withdrawn.wait());
    peer.write(answer("ok"));
  }};
  open(server);
  send(1);
  ASSERT_TRUE(run_until([&] { return server.received().find("POST ") != std::string::npos; }));
  ASSERT_TRUE(arrived.wait());
  client->withdraw_unsent();
  withdrawn.give();
  ASSERT_TRUE(run_until([&] { return ends.contains(1); }));
  EXPECT_THAT(ends[1], Answered("ok"));
}

}  // namespace
}  // namespace iw::testing
