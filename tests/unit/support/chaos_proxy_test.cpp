#include "tests/support/chaos_proxy.hpp"

#include <atomic>
#include <chrono>
#include <future>

#include "tests/unit/support/frame_fixture.hpp"
#include "tests/unit/support/wire_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;

class ChaosProxyOnAWire : public Wire {};

TEST_F(ChaosProxyOnAWire, PassesBytesBothWaysUnchanged) {
  const auto client = connect();
  const auto server = accept();
  const auto up = request_frame(0, 1, std::string(100'000, 'u'));
  const auto down = answer_frame(1, std::string(50'000, 'd'));
  client.send(up);
  EXPECT_EQ(server.receive(up.size()), up);
  server.send(down);
  EXPECT_EQ(client.receive(down.size()), down);
  EXPECT_EQ(proxy.totals().bytes[0], up.size());
  EXPECT_EQ(proxy.totals().bytes[1], down.size());
  EXPECT_EQ(proxy.totals().connections, 1u);
}

TEST_F(ChaosProxyOnAWire, EndsTheServersSideWhenTheClientEnds) {
  auto client = std::make_unique<RawSocket>(connect());
  const auto server = accept();
  client.reset();
  EXPECT_EQ(server.ending(), 0);
}

TEST_F(ChaosProxyOnAWire, ThrowsTheClientOutWhenTheServerIsAway) {
  ChaosProxy before_nothing{1};  // nothing listens on port 1 of the loopback interface
  const auto client = connect_to(before_nothing.port()).second;
  EXPECT_EQ(client.ending(), ECONNRESET);
}

TEST_F(ChaosProxyOnAWire, DelaysEachChunkOfOneWayOnly) {
  const auto client = connect();
  const auto server = accept();
  proxy.set(Way::up, {.delay = 120ms});
  server.send(answer_frame(1, ""));
  EXPECT_FALSE(client.receive(8).empty());
  const auto began = std::chrono::steady_clock::now();
  client.send(request_frame(0, 1, ""));
  EXPECT_EQ(server.receive(12).size(), 12u);
  EXPECT_GE(std::chrono::steady_clock::now() - began, 120ms);
}

TEST_F(ChaosProxyOnAWire, SlicesWhatItPassesOn) {
  const auto client = connect();
  const auto server = accept();
  proxy.set(Way::down, {.slice = 1});
  std::atomic<int> pieces = 0;
  std::promise<void> all;
  for (std::size_t n = 1; n <= 20; ++n)
    proxy.when_passed(Way::down, n, [this, &pieces, &all, n] {
      pieces += proxy.totals().bytes[1] == n ? 1 : 0;
      if (n == 20) all.set_value();
    });
  server.send(answer_frame(1, std::string(12, 'x')));
  EXPECT_EQ(client.receive(20), answer_frame(1, std::string(12, 'x')));
  ASSERT_EQ(all.get_future().wait_for(5s), std::future_status::ready);
  EXPECT_EQ(pieces.load(), 20) << "each byte went alone";
}

TEST_F(ChaosProxyOnAWire, HoldsBytesInABlackHoleAndPassesThemAfterwards) {
  const auto client = connect();
  const auto server = accept();
  proxy.set({.black_hole = true});
  client.send(request_frame(0, 1, "held"));
  EXPECT_FALSE(server.readable(100));
  const auto late = connect();  // taken, and as dark as the others
  late.send(request_frame(0, 2, "late"));
  EXPECT_FALSE(late.readable(50)) << "the connection stays";
  proxy.heal();
  EXPECT_EQ(server.receive(16), request_frame(0, 1, "held"));
  EXPECT_EQ(accept().receive(16), request_frame(0, 2, "late"));
}

TEST_F(ChaosProxyOnAWire, CutsAfterExactlySoManyBytes) {
  const auto client = connect();
  const auto server = accept();
  proxy.cut_after(Way::up, 14);
  client.send(request_frame(0, 1, "body"));
  EXPECT_EQ(server.receive(16), request_frame(0, 1, "body").substr(0, 14));
  EXPECT_EQ(server.ending(), 0);
  const auto again = connect();
  const auto server_again = accept();
  again.send(request_frame(0, 1, "body"));
  EXPECT_EQ(server_again.receive(16).size(), 16u) << "once only";
}

TEST_F(ChaosProxyOnAWire, ResetsAllConnectionsAtOnce) {
  const auto first = connect();
  const auto first_server = accept();
  const auto second = connect();
  const auto second_server = accept();
  ASSERT_EQ(proxy.open_connections(), 2u);
  proxy.reset_all();
  EXPECT_EQ(first.ending(), ECONNRESET);
  EXPECT_EQ(second_server.ending(), ECONNRESET);
  EXPECT_EQ(proxy.totals().resets, 2u);
  EXPECT_EQ(proxy.open_connections(), 0u);
}

TEST_F(ChaosProxyOnAWire, RefusesNewConnectionsAndKeepsTheOldOnes) {
  const auto client = connect();
  const auto server = accept();
  const auto port = proxy.port();
  proxy.refuse(true);
  EXPECT_NE(connect_to(port).first, 0);
  client.send(request_frame(0, 1, ""));
  EXPECT_EQ(server.receive(12).size(), 12u);
  proxy.refuse(false);
  EXPECT_EQ(proxy.port(), port);
  EXPECT_EQ(connect_to(port).first, 0);
}

TEST_F(ChaosProxyOnAWire, CutsARequestBeforeTheServerSeesAByteOfIt) {
  const auto client = connect();
  const auto server = accept();
  proxy.on_request([](const KafkaFrame& frame) { return frame.is(KafkaApi::end_txn) ? RequestFate::cut : RequestFate::pass; });
  client.send(request_frame(0, 1, "goes"));
  EXPECT_EQ(server.receive(16), request_frame(0, 1, "goes"));
  client.send(request_frame(26, 2, "never arrives"));
  EXPECT_EQ(client.ending(), ECONNRESET);
  EXPECT_EQ(server.ending(), ECONNRESET);
}

TEST_F(ChaosProxyOnAWire, LosesTheAnswerOfARequestThatTheServerHas) {
  const auto client = connect();
  const auto server = accept();
  proxy.on_request([](const KafkaFrame& frame) { return frame.is(KafkaApi::end_txn) ? RequestFate::lose_answer : RequestFate::pass; });
  client.send(request_frame(0, 1, "") + request_frame(26, 2, "done"));
  EXPECT_EQ(server.receive(28), request_frame(0, 1, "") + request_frame(26, 2, "done"));
  server.send(answer_frame(1, "other"));
  EXPECT_EQ(client.receive(13), answer_frame(1, "other")) << "only the one answer is lost";
  server.send(answer_frame(2, "committed"));
  EXPECT_EQ(client.ending(), ECONNRESET) << "and not a byte of it";
}

TEST_F(ChaosProxyOnAWire, CallsBeforeATextPassesOnAlsoWhenItComesInPieces) {
  const auto client = connect();
  const auto server = accept();
  std::promise<void> seen;
  proxy.when_seen(Way::up, "needle", [this, &seen] {
    proxy.reset_all();
    seen.set_value();
  });
  const auto frame = request_frame(0, 1, "hay needle hay");
  client.send(frame.substr(0, 18));
  EXPECT_EQ(server.receive(18), frame.substr(0, 18)) << "its beginning alone says nothing";
  client.send(frame.substr(18));
  ASSERT_EQ(seen.get_future().wait_for(5s), std::future_status::ready);
  EXPECT_EQ(server.receive(1), "") << "its end did not pass";
}

TEST_F(ChaosProxyOnAWire, DoesNotFindATextThatHadPassedBefore) {
  const auto client = connect();
  const auto server = accept();
  client.send(request_frame(0, 1, "needle"));
  EXPECT_EQ(server.receive(18).size(), 18u);
  std::atomic<bool> called = false;
  proxy.when_seen(Way::up, "needle", [&] { called = true; });
  client.send(request_frame(0, 2, "hay"));
  EXPECT_EQ(server.receive(15).size(), 15u);
  proxy.set({});  // done when its thread has passed on all that it had
  EXPECT_FALSE(called.load());
}

TEST_F(ChaosProxyOnAWire, TakesAllFaultsBack) {
  const auto client = connect();
  const auto server = accept();
  proxy.set({.delay = 1h, .black_hole = true});
  proxy.on_request([](const KafkaFrame&) { return RequestFate::cut; });
  proxy.cut_after(Way::up, 1);
  proxy.refuse(true);
  proxy.heal();
  client.send(request_frame(26, 1, ""));
  EXPECT_EQ(server.receive(12).size(), 12u);
  EXPECT_EQ(connect_to(proxy.port()).first, 0);
}

}  // namespace
}  // namespace iw::testing
