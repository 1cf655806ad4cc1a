// A client may be destroyed at any moment outside its callbacks; nothing of it is touched after that, and nobody is told.
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "tests/unit/common/http/http_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;

class HttpLifetime : public HttpFixture {
 protected:
  /// Lets all that is pending on the loop come to its end.
  void drain() {
    const auto limit = BootClock::now() + 20s;
    loop.restart();
    while (loop.run_one_for(20ms) > 0 || !loop.stopped()) ASSERT_LT(BootClock::now(), limit) << "something of the client is still pending";
  }
  /// Keeps this thread, and so the loop, from going on, while other threads and timers do.
  static void stand_still() {
    for (const auto until = BootClock::now() + 80ms; BootClock::now() < until;) {
    }
  }
  static void never_answer(Peer& peer) { peer.read_until_end(); }
};

TEST_F(HttpLifetime, EndsBeforeAnythingHasRun) {
  const ScriptedServer server{never_answer};
  open(server);
  for (std::uint64_t id = 0; id < 10; ++id) send(id);
  client.reset();
  drain();
  EXPECT_TRUE(ends.empty());
}

TEST_F(HttpLifetime, EndsWhileANameIsLookedUp) {
  open("http://does-not-exist.invalid");
  send(1);
  client.reset();
  drain();
  EXPECT_TRUE(ends.empty());
}

TEST_F(HttpLifetime, EndsWithALookUpWhoseAddressesWaitToBeTaken) {
  open("http://localhost:1");
  send(1);
  stand_still();
  client.reset();
  drain();
  EXPECT_TRUE(ends.empty());
}

TEST_F(HttpLifetime, EndsWithRequestsUnderWay) {
  const ScriptedServer server{never_answer};
  open(server);
  for (std::uint64_t id = 0; id < 10; ++id) send(id);
  ASSERT_TRUE(run_until([&] { return server.connections() == 10; }));
  client.reset();
  drain();
  EXPECT_TRUE(ends.empty());
}

TEST_F(HttpLifetime, EndsAfterAnyNumberOfSteps) {
  const TestAuthority authority;
  const ScriptedServer server{always(answer("ok")), authority.issue()};
  trust(authority);
  for (int steps = 0; steps < 25; ++steps) {
    open("https://localhost:" + std::to_string(server.port()));
    ends.clear();
    send(1);
    send(2, "{}", kLongAgo);
    for (int i = 0; i < steps; ++i) {
      loop.restart();
      loop.run_one_for(1s);
    }
    client.reset();
    drain();
  }
}

TEST_F(HttpLifetime, EndsWithATimerThatIsDueAlready) {
  const ScriptedServer server{never_answer};
  open(server);
  send(1);
  boost::asio::steady_timer before{loop};
  before.expires_after(1ms);
  before.async_wait([this](const boost::system::error_code&) { client.reset(); });
  // The loop stands still until both timers are due: their handlers then wait in one queue, the one that destroys in front.
  boost::asio::post(loop, stand_still);
  drain();
  EXPECT_TRUE(ends.empty());
}

TEST_F(HttpLifetime, MayEndAfterItsLoopsPendingWorkWasLeftBehind) {
  const ScriptedServer server{never_answer};
  open(server);
  send(1);
  ASSERT_TRUE(run_until([&] { return server.connections() == 1; }));
}

TEST_F(HttpLifetime, SinkMaySendAgainFromInsideEveryKindOfEnd) {
  const ScriptedServer server{[](Peer& peer) {
    if (peer.index() % 3 == 0) return;
    peer.read_request();
    if (peer.index() % 3 == 1) return;
    peer.write(answer("ok"));
    peer.read_until_end();
  }};
  options.timeout = 200ms;
  open(server);
  for (std::uint64_t id = 1; id <= 30; ++id) {
    then = [&, id] { send(1000 + id); };
    send(id, "{}", id % 5 == 0 ? kLongAgo : TimePoint::max());
    ASSERT_TRUE(run_until([&] { return ends.contains(id) && ends.contains(1000 + id); }));
  }
}

}  // namespace
}  // namespace iw::testing
