// Every request ends within its time, whatever the peer does, and no answer grows without bound.
#include "tests/support/full_listener.hpp"
#include "tests/unit/common/http/http_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;

class HttpBounds : public HttpFixture {
 protected:
  HttpBounds() { options.timeout = 400ms; }
  /// In time: not before the deadline, and not long after it (the client's sweep and a busy machine allowed for).
  static void expect_at_deadline(const End& end, std::chrono::milliseconds deadline) {
    EXPECT_GE(end.after, deadline);
    EXPECT_LT(end.after, deadline + 2s);
  }
  /// Writes `start`, then `more` again and again until the client is gone.
  static ScriptedServer::Script endless(std::string start, std::string more) {
    return [start = std::move(start), more = std::move(more)](Peer& peer) {
      peer.read_request();
      for (bool good = peer.write(start); good;) good = peer.write(more);
    };
  }
};

TEST_F(HttpBounds, ConnectTimeEndsARequestThatThePeerNeverLetIn) {
  const FullListener black_hole;
  options.connect_timeout = 200ms;
  options.timeout = 10s;
  open("http://127.0.0.1:" + std::to_string(black_hole.port()));
  const End end = fetch();
  EXPECT_THAT(end, Ended(HttpPhase::not_sent));
  expect_at_deadline(end, 200ms);
  EXPECT_EQ(client->connections(), 0U);
}

TEST_F(HttpBounds, ConnectTimeCountsTheTlsHandshake) {
  const ScriptedServer silent{[](Peer& peer) { peer.read_until_end(); }};
  options.connect_timeout = 200ms;
  options.timeout = 10s;
  open("https://127.0.0.1:" + std::to_string(silent.port()));
  const End end = fetch();
  EXPECT_THAT(end, Ended(HttpPhase::not_sent));
  expect_at_deadline(end, 200ms);
  EXPECT_EQ(silent.received().find("POST"), std::string::npos);
}

TEST_F(HttpBounds, DeadlineEndsARequestThatIsNeverAnswered) {
  const End end = fetch_from([](Peer& peer) { peer.read_until_end(); });
  EXPECT_THAT(end, Ended(HttpPhase::unanswered));
  expect_at_deadline(end, 400ms);
}

TEST_F(HttpBounds, DeadlineEndsARequestThatIsNotEvenRead) {
  const std::string body(32 * 1024 * 1024, 'x');
  const End end = fetch_from(
      [](Peer& peer) {
        while (peer.pause(1s)) {
        }
      },
      body);
  EXPECT_THAT(end, Ended(HttpPhase::unanswered));
  expect_at_deadline(end, 400ms);
}

TEST_F(HttpBounds, DeadlineEndsAHeaderThatComesByteByByte) {
  const auto slow = [](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nX: ");
    while (peer.write("x") && peer.pause(20ms)) {
    }
  };
  const End end = fetch_from(slow);
  EXPECT_THAT(end, Ended(HttpPhase::unanswered));
  expect_at_deadline(end, 400ms);
}

TEST_F(HttpBounds, DeadlineEndsABodyThatComesByteByByte) {
  const auto slow = [](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    while (peer.write("x") && peer.pause(20ms)) {
    }
  };
  const End end = fetch_from(slow);
  EXPECT_THAT(end, Ended(HttpPhase::unanswered));
  expect_at_deadline(end, 400ms);
}

TEST_F(HttpBounds, DeadlineEndsInterimAnswersWithoutEnd) {
  EXPECT_THAT(fetch_from(endless("", "HTTP/1.1 103 Early Hints\r\n\r\n")), Ended(HttpPhase::unanswered));
}

TEST_F(HttpBounds, DeadlineEndsABodyThatIsNeverClosed) {
  const auto open_end = [](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\n\r\npart");
    peer.read_until_end();
  };
  EXPECT_THAT(fetch_from(open_end), Ended(HttpPhase::unanswered));
}

TEST_F(HttpBounds, HeaderUpToItsBoundIsTaken) {
  options.timeout = 10s;
  const std::string fields = "X: " + std::string(options.max_header_bytes - 100, 'x') + "\r\n";
  EXPECT_THAT(fetch_from(always(answer("ok", "200 OK", fields))), Answered("ok"));
}

TEST_F(HttpBounds, HeaderOverItsBoundIsRefused) {
  options.timeout = 10s;
  const std::string fields = "X: " + std::string(options.max_header_bytes, 'x') + "\r\n";
  EXPECT_THAT(fetch_from(always(answer("ok", "200 OK", fields))), Ended(HttpPhase::unanswered));
  EXPECT_THAT(fetch_from(endless("HTTP/1.1 200 OK\r\nX: ", std::string(1000, 'x'))), Ended(HttpPhase::unanswered));
  EXPECT_THAT(fetch_from(endless("HTTP/1.1 200 OK\r\n", "X: y\r\n")), Ended(HttpPhase::unanswered));
  EXPECT_LT(ends[3].after, 9s);
}

TEST_F(HttpBounds, BodyOverItsBoundIsRefused) {
  options.timeout = 10s;
  const std::string chunk = "400\r\n" + std::string(1024, 'x') + "\r\n";
  const std::string over(options.max_body_bytes + 1, 'x');
  EXPECT_THAT(fetch_from(always(answer(over))), Ended(HttpPhase::unanswered));
  EXPECT_THAT(fetch_from(once("HTTP/1.1 200 OK\r\n\r\n" + over)), Ended(HttpPhase::unanswered));
  EXPECT_THAT(fetch_from(endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunk)), Ended(HttpPhase::unanswered));
  EXPECT_THAT(fetch_from(endless("HTTP/1.1 200 OK\r\n\r\n", chunk)), Ended(HttpPhase::unanswered));
  for (const auto& [id, end] : ends) EXPECT_LT(end.after, 9s);
}

TEST_F(HttpBounds, ChunkExtensionOrTrailerWithoutEndIsRefused) {
  options.timeout = 10s;
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_THAT(fetch_from(endless(head + "1;x=", std::string(1000, 'x'))), Ended(HttpPhase::unanswered));
  EXPECT_THAT(fetch_from(endless(head + "0\r\n", "Field: value\r\n")), Ended(HttpPhase::unanswered));
  for (const auto& [id, end] : ends) EXPECT_LT(end.after, 9s) << "only the deadline stopped it";
}

}  // namespace
}  // namespace iw::testing
