// An answer that nobody asked for is never taken for the answer to the next request.
#include "tests/unit/common/http/http_fixture.hpp"

namespace iw::testing {
namespace {

constexpr std::uint64_t kNext = 1'000'000;

class HttpSecondAnswer : public HttpFixture {
 protected:
  /// Answers the first request twice, in one segment or record after record; every later one once.
  static ScriptedServer::Script twice(std::string first) {
    return [first = std::move(first)](Peer& peer) {
      peer.read_request();
      if (peer.index() == 0)
        peer.write_together({first, answer("unasked")});
      else
        peer.write(answer("second"));
      while (!peer.read_request().empty()) peer.write(answer("second"));
    };
  }
  /// The second request is sent at the earliest moment that there is.
  void expect_the_second_gets_its_own() {
    then = [this] { send(kNext, "two"); };
    EXPECT_THAT(fetch("one"), Ended(HttpPhase::answered));
    ASSERT_TRUE(run_until([this] { return ends.contains(kNext); }));
    EXPECT_THAT(ends[kNext], Answered("second"));
  }
};

TEST_F(HttpSecondAnswer, InTheSamePacketIsDropped) {
  const ScriptedServer server{twice(answer("first"))};
  open(server);
  expect_the_second_gets_its_own();
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpSecondAnswer, IsDroppedWhereverTheFirstEndsInABuffer) {
  for (std::size_t size = 1900; size < 2060; ++size) {
    const ScriptedServer server{twice(answer(std::string(size, 'x')))};
    open(server);
    ends.clear();
    expect_the_second_gets_its_own();
    client.reset();
  }
}

TEST_F(HttpSecondAnswer, IsDroppedWhenItComesWhileTheConnectionIsIdle) {
  const ScriptedServer server{[](Peer& peer) {
    peer.read_request();
    peer.write(answer("answer"));
    peer.write(peer.index() == 0 ? "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n" : "");
    peer.read_until_end();
  }};
  open(server);
  EXPECT_THAT(fetch(), Answered("answer"));
  EXPECT_TRUE(run_until([this] { return client->connections() == 0; }));
  EXPECT_THAT(fetch(), Answered("answer"));
}

TEST_F(HttpSecondAnswer, InARecordOfItsOwnIsDroppedUnderTls) {
  const TestAuthority authority;
  const ScriptedServer server{twice(answer("first")), authority.issue()};
  trust(authority);
  open("https://localhost:" + std::to_string(server.port()));
  expect_the_second_gets_its_own();
}

TEST_F(HttpSecondAnswer, IsDroppedUnderTlsWhereverTheFirstEndsInABuffer) {
  const TestAuthority authority;
  trust(authority);
  for (std::size_t size = 1990; size < 2060; ++size) {
    const ScriptedServer server{twice(answer(std::string(size, 'x'))), authority.issue()};
    open("https://localhost:" + std::to_string(server.port()));
    ends.clear();
    expect_the_second_gets_its_own();
    client.reset();
  }
}

}  // namespace
}  // namespace iw::testing
