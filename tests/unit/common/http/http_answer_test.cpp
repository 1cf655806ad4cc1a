// What a server may answer, and what of it is handed over.
#include "tests/unit/common/http/http_fixture.hpp"

namespace iw::testing {
namespace {

using HttpAnswer = HttpFixture;
using namespace std::chrono_literals;

TEST_F(HttpAnswer, HandsOverAnyStatusWithItsBody) {
  for (const char* status : {"200 OK", "404 Not Found", "500 Internal Server Error", "503 Busy"}) {
    const End end = fetch_from(always(answer("body", status)));
    EXPECT_THAT(end, Answered("body"));
    EXPECT_EQ(std::to_string(end.status), std::string_view{status}.substr(0, 3));
  }
}

TEST_F(HttpAnswer, JoinsAChunkedBody) {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_THAT(fetch_from(always(head + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")), Answered("abcde"));
  EXPECT_EQ(ends.size(), 1U);
}

TEST_F(HttpAnswer, ReadsAnAnswerThatComesByteByByte) {
  const std::string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
  const auto script = [&](Peer& peer) {
    peer.read_request();
    for (const char byte : text) peer.write({&byte, 1});
    peer.read_until_end();
  };
  EXPECT_THAT(fetch_from(script), Answered("abcde"));
}

TEST_F(HttpAnswer, TakesTheEndOfTheConnectionAsTheEndOfABodyWithoutALength) {
  EXPECT_THAT(fetch_from(once("HTTP/1.1 200 OK\r\n\r\nall of it")), Answered("all of it"));
  EXPECT_THAT(fetch_from(once("HTTP/1.0 200 OK\r\n\r\nall of it")), Answered("all of it"));
}

TEST_F(HttpAnswer, TakesABodyUpToItsBound) {
  const std::string body(options.max_body_bytes, 'x');
  EXPECT_THAT(fetch_from(always(answer(body))), Answered(body));
}

TEST_F(HttpAnswer, WaitsForTheFinalAnswerBehindInterimOnes) {
  const std::string interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nRetry-After: 9\r\nLink: </x>\r\n\r\n";
  const End together = fetch_from(always(interim + answer("final")));
  EXPECT_THAT(together, Answered("final"));
  EXPECT_EQ(together.status, 200);
  EXPECT_EQ(together.retry_after, "");
  const auto apart = [&](Peer& peer) {
    peer.read_request();
    for (int i = 0; i < 20; ++i) peer.write(interim);
    peer.pause(30ms);
    peer.write(answer("final"));
    peer.read_until_end();
  };
  EXPECT_THAT(fetch_from(apart), Answered("final"));
}

TEST_F(HttpAnswer, IsNotComplete_WhenOnlyInterimOnesCame) {
  EXPECT_THAT(fetch_from(once("HTTP/1.1 100 Continue\r\n\r\n")), Ended(HttpPhase::unanswered));
}

TEST_F(HttpAnswer, DoesNotFollowARedirect) {
  const ScriptedServer elsewhere{always(answer("elsewhere"))};
  const auto location = "Location: http://127.0.0.1:" + std::to_string(elsewhere.port()) + "/\r\n";
  for (const char* status : {"301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"}) {
    const End end = fetch_from(always(answer("gone", status, location)));
    EXPECT_THAT(end, Answered("gone"));
    EXPECT_EQ(end.status / 100, 3);
  }
  EXPECT_EQ(elsewhere.connections(), 0U);
}

TEST_F(HttpAnswer, TellsThatABodyIsCompressedAndLeavesItAsItIs) {
  const End end = fetch_from(always(answer("\x1f\x8b packed", "200 OK", "Content-Encoding: gzip\r\n")));
  EXPECT_THAT(end, Answered("\x1f\x8b packed"));
  EXPECT_TRUE(end.compressed);
  EXPECT_FALSE(fetch_from(always(answer("plain"))).compressed);
}

TEST_F(HttpAnswer, HandsOverRetryAfterAsItCame) {
  for (const std::string value : {"0", "1000000000", "Wed, 21 Oct 2015 07:28:00 GMT", "soon"})
    EXPECT_EQ(fetch_from(always(answer("", "429 Slow", "Retry-After: " + value + "\r\n"))).retry_after, value);
}

TEST_F(HttpAnswer, ForgetsTheRetryAfterOfTheAnswerBefore) {
  const ScriptedServer server{[](Peer& peer) {
    peer.read_request();
    peer.write(answer("", "429 Slow", "Retry-After: 5\r\n"));
    peer.read_request();
    peer.write(answer("ok"));
    peer.read_until_end();
  }};
  open(server);
  EXPECT_EQ(fetch().retry_after, "5");
  EXPECT_EQ(fetch().retry_after, "");
  EXPECT_EQ(server.connections(), 1U);
}

/// More than the sockets' buffers take, so that the request is surely still being sent.
const std::string& large_body() {
  static const std::string body(32 * 1024 * 1024, 'x');
  return body;
}

TEST_F(HttpAnswer, CountsWhenItComesBeforeTheWholeRequestWasRead) {
  const ScriptedServer server{[](Peer& peer) {
    peer.read_head();
    peer.write(answer("too large", "413 Too Large"));
    while (peer.pause(1s)) {
    }
  }};
  open(server);
  const End end = fetch(large_body());
  EXPECT_THAT(end, Answered("too large"));
  EXPECT_EQ(end.status, 413);
  EXPECT_EQ(client->connections(), 0U) << "a connection with half a request in it carries no other";
}

TEST_F(HttpAnswer, CountsWhenThePeerCutsTheRequestOffBehindIt) {
  for (int i = 0; i < 20; ++i) {
    const auto script = [](Peer& peer) {
      peer.read_head();
      peer.write(answer("too large", "413 Too Large"));
      peer.reset();
    };
    EXPECT_THAT(fetch_from(script, large_body()), Answered("too large"));
  }
}

}  // namespace
}  // namespace iw::testing
