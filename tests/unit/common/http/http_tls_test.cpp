// TLS: what cannot be verified is refused before any byte of the request (guarantee.md, fault A5).
#include <semaphore>

#include "tests/unit/common/http/http_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;

class HttpTls : public HttpFixture {
 protected:
  static std::string url(const ScriptedServer& server, const std::string& host = "localhost") {
    return "https://" + host + ":" + std::to_string(server.port());
  }
  /// Refused by this client, and the server has got nothing of the request.
  void expect_refused(const TlsIdentity& identity, const std::string& why, const std::string& host = "localhost") {
    const ScriptedServer server{always(answer("ok")), identity};
    trust(authority);
    open(url(server, host));
    const End end = fetch("s3cret");
    EXPECT_THAT(end, Ended(HttpPhase::not_sent));
    EXPECT_THAT(end.error, ::testing::HasSubstr(why));
    EXPECT_EQ(client->connections(), 0U);
    EXPECT_EQ(server.received(), "");
    client.reset();
  }
  const TestAuthority authority;
};

TEST_F(HttpTls, CarriesRequestsToAVerifiedHostOnOneConnection) {
  const ScriptedServer server{always(answer("ok")), authority.issue()};
  trust(authority);
  for (const char* host : {"localhost", "127.0.0.1"}) {
    open(url(server, host));
    for (int i = 0; i < 5; ++i) EXPECT_THAT(fetch(), Answered("ok")) << host;
  }
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpTls, CarriesALargeRequestAndALargeAnswer) {
  const std::string body(options.max_body_bytes, 'x');
  const ScriptedServer server{always(answer(body)), authority.issue()};
  trust(authority);
  open(url(server));
  EXPECT_THAT(fetch(body), Answered(body));
  EXPECT_THAT(fetch(body), Answered(body));
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(HttpTls, RefusesAnExpiredCertificate) { expect_refused(authority.issue({.valid_to = -24h}), "expired"); }

TEST_F(HttpTls, RefusesACertificateThatIsNotValidYet) { expect_refused(authority.issue({.valid_from = 24h}), "not yet valid"); }

TEST_F(HttpTls, RefusesASelfSignedCertificate) { expect_refused(self_signed(), "self-signed"); }

TEST_F(HttpTls, RefusesACertificateOfAnUnknownAuthority) { expect_refused(TestAuthority{}.issue(), "TLS refused"); }

TEST_F(HttpTls, RefusesACertificateForAnotherHost) {
  expect_refused(authority.issue({.names = "DNS:elsewhere.test"}), "host name");
  expect_refused(authority.issue({.names = "DNS:localhost"}), "host name", "127.0.0.1");
  expect_refused(authority.issue({.names = "IP:127.0.0.1"}), "host name", "localhost");
}

TEST_F(HttpTls, RefusesAnOldVersion) {
  auto identity = authority.issue();
  identity.only_old_versions = true;
  expect_refused(identity, "TLS refused");
}

TEST_F(HttpTls, RefusesWhatTheSystemsRootsDoNotKnow) {
  const ScriptedServer server{always(answer("ok")), authority.issue()};
  open(url(server));
  EXPECT_THAT(fetch(), Ended(HttpPhase::not_sent));
  EXPECT_EQ(server.received(), "");
}

TEST_F(HttpTls, RefusesAPeerThatSpeaksPlainHttp) {
  const ScriptedServer server{[](Peer& peer) {
    peer.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    peer.read_until_end();
  }};
  open(url(server));
  EXPECT_THAT(fetch("s3cret"), Ended(HttpPhase::not_sent));
  EXPECT_EQ(server.received().find("s3cret"), std::string::npos);
}

TEST_F(HttpTls, SendsOnAfterARefusalOnceThePeerCanBeVerified) {
  std::atomic<bool> first{true};
  const ScriptedServer server{[&](Peer& peer) {
                                if (first.exchange(false)) return peer.reset();
                                always(answer("ok"))(peer);
                              },
                              authority.issue()};
  trust(authority);
  open(url(server));
  EXPECT_THAT(fetch(), Ended(HttpPhase::not_sent));
  EXPECT_THAT(fetch(), Answered("ok"));
}

TEST_F(HttpTls, TakesOnlyASignedEndAsTheEndOfABodyWithoutALength) {
  const std::string text = "HTTP/1.1 200 OK\r\n\r\nall of it";
  trust(authority);
  const ScriptedServer signs{once(text), authority.issue()};
  open(url(signs));
  EXPECT_THAT(fetch(), Answered("all of it"));
  const ScriptedServer cuts{[&](Peer& peer) {
                              peer.read_request();
                              peer.write(text);
                              peer.cut();
                            },
                            authority.issue()};
  open(url(cuts));
  EXPECT_THAT(fetch(), Ended(HttpPhase::unanswered));
}

TEST_F(HttpTls, SendsAgainOnAFreshConnectionWhenTheIdleOneWasClosed) {
  for (const bool with_notice : {true, false}) {
    std::counting_semaphore<> may_close{0};
    std::counting_semaphore<> closed{0};
    const ScriptedServer server{[&](Peer& peer) {
                                  peer.read_request();
                                  peer.write(answer("ok"));
                                  if (peer.index() > 0) return peer.read_until_end();
                                  EXPECT_TRUE(may_close.try_acquire_for(10s));
                                  with_notice ? peer.close() : peer.cut();
                                  closed.release();
                                },
                                authority.issue()};
    trust(authority);
    open(url(server));
    EXPECT_THAT(fetch("first"), Answered("ok"));
    may_close.release();
    ASSERT_TRUE(closed.try_acquire_for(10s));
    EXPECT_THAT(fetch("second"), Answered("ok")) << "with notice: " << with_notice;
    EXPECT_EQ(server.connections(), 2U);
    client.reset();
  }
}

TEST_F(HttpTls, EarlyAnswerCountsAndNothingOfTheRequestIsTouchedAfterIt) {
  const std::string body(8 * 1024 * 1024, 'x');
  trust(authority);
  for (int i = 0; i < 10; ++i) {
    const ScriptedServer server{[](Peer& peer) {
                                  peer.read_head();
                                  peer.write(answer("too large", "413 Too Large"));
                                  while (peer.pause(1s)) {
                                  }
                                },
                                authority.issue()};
    open(url(server));
    then = [&] { send(1000 + static_cast<std::uint64_t>(i), std::string(9 * 1024 * 1024, 'y')); };
    EXPECT_THAT(fetch(body), Answered("too large"));
    ASSERT_TRUE(run_until([&] { return ends.contains(1000 + static_cast<std::uint64_t>(i)); }));
    client.reset();
  }
}

TEST_F(HttpTls, StaleRequestSendsNothingAndKeepsTheConnection) {
  const ScriptedServer server{always(answer("ok")), authority.issue()};
  trust(authority);
  open(url(server));
  EXPECT_THAT(fetch("fresh"), Answered("ok"));
  EXPECT_THAT(fetch("stale", kLongAgo), Ended(HttpPhase::stale));
  EXPECT_THAT(fetch("fresh"), Answered("ok"));
  EXPECT_EQ(server.connections(), 1U);
  EXPECT_EQ(server.received().find("stale"), std::string::npos);
}

TEST_F(HttpTls, StaleRequestOnANewConnectionSendsNothing) {
  const ScriptedServer server{always(answer("ok")), authority.issue()};
  trust(authority);
  open(url(server));
  EXPECT_THAT(fetch("stale", kLongAgo), Ended(HttpPhase::stale));
  EXPECT_THAT(fetch("fresh"), Answered("ok"));
  EXPECT_EQ(server.received().find("stale"), std::string::npos);
}

TEST(HttpClientCreate, RefusesRootsThatCannotBeReadAndNamesTheFile) {
  struct NoSink : HttpSink {
    void on_http_end(std::uint64_t, const HttpResult&) override {}
  } sink;
  boost::asio::io_context loop;
  const auto client = HttpClient::create(loop, {.base_url = "https://localhost", .ca_file = "no/such/file.pem"}, sink);
  ASSERT_FALSE(client);
  EXPECT_THAT(client.error().message, ::testing::HasSubstr("no/such/file.pem"));
  EXPECT_FALSE(HttpClient::create(loop, {.base_url = "ftp://localhost"}, sink));
}

}  // namespace
}  // namespace iw::testing
