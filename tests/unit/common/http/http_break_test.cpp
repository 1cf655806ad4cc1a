// A connection that breaks: before the first byte of the request it is certain that nothing was executed, after it nothing is.
#include "tests/unit/common/http/http_fixture.hpp"

namespace iw::testing {
namespace {

using HttpBreak = HttpFixture;
using namespace std::chrono_literals;

/// A port that nobody listens on.
int closed_port() {
  const ScriptedServer server{[](Peer&) {}};
  return server.port();
}

TEST_F(HttpBreak, RefusedConnectionIsNotSent) {
  open("http://127.0.0.1:" + std::to_string(closed_port()));
  const End end = fetch();
  EXPECT_THAT(end, Ended(HttpPhase::not_sent));
  EXPECT_THAT(end.error, ::testing::HasSubstr("refused"));
  EXPECT_EQ(client->connections(), 0U);
}

TEST_F(HttpBreak, UnknownHostIsNotSentAndNamed) {
  options.connect_timeout = 15s;
  options.timeout = 15s;
  open("http://does-not-exist.invalid");
  send(1);
  send(2);
  ASSERT_TRUE(run_until([&] { return ends.size() == 2; }));
  EXPECT_THAT(ends[1], Ended(HttpPhase::not_sent));
  EXPECT_THAT(ends[2], Ended(HttpPhase::not_sent));
  EXPECT_THAT(ends[1].error, ::testing::HasSubstr("does-not-exist.invalid"));
}

TEST_F(HttpBreak, NextRequestAfterAnUnknownHostAsksAgain) {
  options.connect_timeout = 15s;
  options.timeout = 15s;
  open("http://does-not-exist.invalid");
  then = [&] { send(100); };
  EXPECT_THAT(fetch(), Ended(HttpPhase::not_sent));
  ASSERT_TRUE(run_until([&] { return ends.contains(100); }));
  EXPECT_THAT(ends[100], Ended(HttpPhase::not_sent));
}

TEST_F(HttpBreak, NameOfThisMachineIsFound) {
  const ScriptedServer server{always(answer("ok"))};
  open("http://localhost:" + std::to_string(server.port()));
  EXPECT_THAT(fetch(), Answered("ok"));
}

TEST_F(HttpBreak, ResetBeforeTheRequestIsNeverAnsweredNorTakenForStale) {
  // Whether the reset arrives before or behind the first byte is a race; what must not be is a request said unsent that the peer has taken.
  for (int i = 0; i < 50; ++i) {
    const ScriptedServer server{[](Peer& peer) { peer.reset(); }};
    open(server);
    const End end = fetch();
    EXPECT_TRUE(end.phase == HttpPhase::not_sent || end.phase == HttpPhase::unanswered);
    client.reset();
  }
}

TEST_F(HttpBreak, ResetInTheMiddleOfTheRequestIsUnanswered) {
  const auto script = [](Peer& peer) {
    peer.read_head();
    peer.reset();
  };
  EXPECT_THAT(fetch_from(script, std::string(32 * 1024 * 1024, 'x')), Ended(HttpPhase::unanswered));
}

TEST_F(HttpBreak, ResetAfterTheRequestIsUnanswered) {
  const auto script = [](Peer& peer) {
    peer.read_request();
    peer.reset();
  };
  EXPECT_THAT(fetch_from(script), Ended(HttpPhase::unanswered));
}

TEST_F(HttpBreak, CloseAfterTheRequestIsUnansweredAndNotSentAgain) {
  const ScriptedServer server{[](Peer& peer) { peer.read_request(); }};
  open(server);
  EXPECT_THAT(fetch(), Ended(HttpPhase::unanswered));
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(HttpBreak, CloseAfterTheSecondRequestOfAConnectionIsUnansweredAndNotSentAgain) {
  const ScriptedServer server{[](Peer& peer) {
    peer.read_request();
    peer.write(answer("ok"));
    peer.read_request();
  }};
  open(server);
  EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_THAT(fetch(), Ended(HttpPhase::unanswered));
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(HttpBreak, CutAnywhereInTheAnswerIsUnanswered) {
  const std::string whole = answer("a body");
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_THAT(fetch_from(once(whole.substr(0, size))), Ended(HttpPhase::unanswered)) << size;
}

TEST_F(HttpBreak, CutAnywhereInAChunkedAnswerIsUnanswered) {
  const std::string whole = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_THAT(fetch_from(once(whole.substr(0, size))), Ended(HttpPhase::unanswered)) << size;
}

TEST_F(HttpBreak, ResetInTheMiddleOfABodyWithoutLengthIsUnanswered) {
  const auto script = [](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\n\r\npart");
    peer.reset();
  };
  EXPECT_THAT(fetch_from(script), Ended(HttpPhase::unanswered));
}

TEST_F(HttpBreak, ResetBehindAPartOfAnEarlyAnswerIsUnanswered) {
  const std::string body(32 * 1024 * 1024, 'x');
  for (int i = 0; i < 20; ++i) {
    const auto script = [](Peer& peer) {
      peer.read_head();
      peer.write("HTTP/1.1 413 Too Large\r\n\r\npart");
      peer.reset();
    };
    EXPECT_THAT(fetch_from(script, body), Ended(HttpPhase::unanswered));
  }
}

TEST_F(HttpBreak, GarbageInsteadOfHttpIsUnanswered) {
  for (const char* garbage : {"SSH-2.0-X\r\n", "\x15\x03\x01\x00\x02\x02\x46", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "\r\n\r\n",
                              "<html>", "HTTP/1.1 200 OK\r\nbad field\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    const auto script = [&](Peer& peer) {
      peer.read_request();
      peer.write(garbage);
      peer.read_until_end();
    };
    options.timeout = 1s;
    EXPECT_THAT(fetch_from(script), Ended(HttpPhase::unanswered)) << garbage;
  }
}

TEST_F(HttpBreak, TellsNothingOfTheRequestInItsError) {
  const ScriptedServer server{[](Peer& peer) { peer.read_request(); }};
  open(server);
  const End end = fetch("s3cret");
  EXPECT_EQ(end.error.find("s3cret"), std::string::npos);
  EXPECT_EQ(end.error.find("/import"), std::string::npos);
  EXPECT_NE(end.error, "");
}

}  // namespace
}  // namespace iw::testing
