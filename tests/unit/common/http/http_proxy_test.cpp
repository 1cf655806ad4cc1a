// Through a proxy's tunnel. Whatever the proxy does instead of opening one, nothing of the request goes out, and nobody reads the credentials.
#include <mutex>

#include "tests/unit/common/http/http_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kOpen = "HTTP/1.1 200 Connection established\r\n\r\n";

class HttpProxy : public HttpFixture {
 protected:
  /// Every request goes through this proxy from the next open() on.
  void go_through(const ScriptedServer& proxy, const std::string& user_info = "") {
    options.proxy = Secret{"http://" + user_info + "127.0.0.1:" + std::to_string(proxy.port())};
  }
  /// Opens a tunnel to a port of this machine, whatever host it is asked for.
  ScriptedServer::Script tunnel_to(std::uint16_t port) {
    return [this, port](Peer& peer) {
      {
        const std::lock_guard lock{mutex_};
        heads_.push_back(peer.read_head());
      }
      peer.write(kOpen);
      peer.relay_to(port);
    };
  }
  /// The CONNECT requests that tunnel_to() has got.
  [[nodiscard]] std::vector<std::string> heads() const {
    const std::lock_guard lock{mutex_};
    return heads_;
  }
  /// What comes of a request when the proxy runs this script; the request's body is not with the proxy in any form.
  End refused(ScriptedServer::Script script, const char* scheme = "http") {
    const ScriptedServer proxy{std::move(script)};
    go_through(proxy, "me:hunter2@");
    open(std::string{scheme} + "://api.test:8443");
    const End end = fetch("request-body");
    EXPECT_THAT(end, Ended(HttpPhase::not_sent));
    EXPECT_THAT(end.error, Not(HasSubstr("hunter2")));
    EXPECT_THAT(end.error, Not(HasSubstr("bWU6aHVudGVyMg"))) << "the pair in base64";
    EXPECT_THAT(proxy.received(), Not(HasSubstr("POST")));
    EXPECT_THAT(proxy.received(), Not(HasSubstr("request-body")));
    EXPECT_EQ(client->connections(), 0U);
    client.reset();
    return end;
  }
  static std::string name(const ScriptedServer& proxy) { return "the proxy 127.0.0.1:" + std::to_string(proxy.port()); }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> heads_;
};

TEST_F(HttpProxy, CarriesRequestsInATunnelToTheApisNameAndPort) {
  const ScriptedServer api{always(answer("ok"))};
  const ScriptedServer proxy{tunnel_to(api.port())};
  go_through(proxy);
  open("http://api.test:8080/prefix");
  for (int i = 0; i < 5; ++i) EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_EQ(proxy.connections(), 1U);
  EXPECT_THAT(heads(), ::testing::ElementsAre("CONNECT api.test:8080 HTTP/1.1\r\nHost: api.test:8080\r\nUser-Agent: import-worker\r\n\r\n"));
  EXPECT_THAT(api.received(), StartsWith("POST /prefix/import HTTP/1.1\r\nHost: api.test:8080\r\n"));
}

TEST_F(HttpProxy, VerifiesTheApisCertificateThroughTheTunnelAndHidesTheRequest) {
  const TestAuthority authority;
  const ScriptedServer api{always(answer("ok")), authority.issue({.names = "DNS:api.test"})};
  const ScriptedServer proxy{tunnel_to(api.port())};
  trust(authority);
  go_through(proxy);
  open("https://api.test");
  EXPECT_THAT(fetch("request-body"), Answered("ok"));
  EXPECT_THAT(heads().at(0), StartsWith("CONNECT api.test:443 HTTP/1.1\r\n"));
  EXPECT_THAT(api.received(), HasSubstr("request-body"));
  EXPECT_THAT(proxy.received(), Not(HasSubstr("request-body")));
}

TEST_F(HttpProxy, RefusesAnotherHostsCertificateBehindTheTunnel) {
  const TestAuthority authority;
  trust(authority);
  // The proxy's own name and address are no name of the API: it cannot answer in the API's place.
  for (const char* names : {"DNS:elsewhere.test", "IP:127.0.0.1,DNS:localhost"}) {
    const ScriptedServer api{always(answer("ok")), authority.issue({.names = names})};
    const ScriptedServer proxy{tunnel_to(api.port())};
    go_through(proxy);
    open("https://api.test");
    const End end = fetch("request-body");
    EXPECT_THAT(end, Ended(HttpPhase::not_sent));
    EXPECT_THAT(end.error, HasSubstr("host name"));
    EXPECT_EQ(api.received(), "");
    client.reset();
  }
}

TEST_F(HttpProxy, HearsTheCredentialsAndTheApiDoesNot) {
  const ScriptedServer api{always(answer("ok"))};
  const ScriptedServer proxy{tunnel_to(api.port())};
  go_through(proxy, "Aladdin:open%20sesame@");
  open("http://api.test");
  EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_THAT(heads().at(0), HasSubstr("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
  EXPECT_THAT(api.received(), Not(HasSubstr("Authorization")));
}

TEST_F(HttpProxy, LooksUpTheProxysNameAndLeavesTheApisToIt) {
  const ScriptedServer api{always(answer("ok"))};
  const ScriptedServer proxy{tunnel_to(api.port())};
  options.proxy = Secret{"http://localhost:" + std::to_string(proxy.port())};
  open("http://does-not-exist.invalid");
  EXPECT_THAT(fetch(), Answered("ok"));
}

TEST_F(HttpProxy, OpensATunnelForEachConnectionAndAgainWhenOneWasClosed) {
  const ScriptedServer api{always(answer("ok", "200 OK", "Connection: close\r\n"))};
  const ScriptedServer proxy{tunnel_to(api.port())};
  go_through(proxy);
  open("http://api.test");
  EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_EQ(heads().size(), 2U);
}

TEST_F(HttpProxy, ThatCannotBeReachedIsNamed) {
  options.proxy = Secret{"http://me:hunter2@127.0.0.1:1"};
  open("http://api.test");
  const End end = fetch();
  EXPECT_THAT(end, Ended(HttpPhase::not_sent));
  EXPECT_THAT(end.error, AllOf(HasSubstr("the proxy 127.0.0.1:1: "), HasSubstr("refused"), Not(HasSubstr("hunter2"))));
}

TEST_F(HttpProxy, ThatCannotBeResolvedIsNamed) {
  options.proxy = Secret{"http://me:hunter2@does-not-exist.invalid:1"};
  options.connect_timeout = options.timeout = 15s;
  open("http://api.test");
  const End end = fetch();
  EXPECT_THAT(end, Ended(HttpPhase::not_sent));
  EXPECT_THAT(end.error, AllOf(HasSubstr("proxy 'does-not-exist.invalid' cannot be resolved"), Not(HasSubstr("hunter2"))));
}

TEST_F(HttpProxy, ThatRefusesIsNamedWithItsStatus) {
  for (const char* status : {"407 Auth", "403 Forbidden", "502 Bad Gateway", "503 Busy", "500 Oops", "302 Found", "204 None"})
    for (const char* scheme : {"http", "https"}) {
      const End end = refused(once("HTTP/1.1 " + std::string{status} + "\r\nContent-Length: 0\r\n\r\n"), scheme);
      EXPECT_THAT(end.error, AllOf(StartsWith("the proxy 127.0.0.1:"), HasSubstr("HTTP " + std::string{status, 3})));
    }
}

TEST_F(HttpProxy, ThatEchoesTheCredentialsIsNotQuoted) {
  refused([](Peer& peer) {
    const auto head = peer.read_head();
    const auto credentials = head.substr(head.find("Basic "));
    peer.write("HTTP/1.1 407 " + credentials.substr(0, credentials.find('\r')) + "\r\nContent-Length: 7\r\n\r\nhunter2");
  });
}

TEST_F(HttpProxy, ThatSendsBytesBehindIts200IsRefused) {
  for (const char* scheme : {"http", "https"}) {
    const auto script = [](Peer& peer) {
      peer.read_head();
      // In one segment: they must not pass for the beginning of the API's answer.
      peer.write_together({kOpen, answer("forged")});
      peer.read_until_end();
    };
    EXPECT_THAT(refused(script, scheme).error, HasSubstr("behind its answer"));
  }
}

TEST_F(HttpProxy, ThatSendsGarbageIsRefusedAtOnce) {
  for (const char* text :
       {"garbage\r\n\r\n", "HTTP/1.1 garbage\r\n\r\n", "\x16\x03\x01 no proxy at all\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n"})
    EXPECT_THAT(refused(once(text)).error, HasSubstr("did not answer CONNECT with valid HTTP")) << text;
}

TEST_F(HttpProxy, ThatOpensATunnelAndSpeaksGarbageInItIsNoTlsPeer) {
  const auto script = [](Peer& peer) {
    peer.read_head();
    peer.write(kOpen);
    peer.pause(20ms);
    peer.write("HTTP/1.1 400 this is no TLS\r\n\r\n");
    peer.read_until_end();
  };
  EXPECT_THAT(refused(script, "https").error, HasSubstr("TLS refused"));
}

TEST_F(HttpProxy, ThatSendsAnEndlessHeaderIsCutOff) {
  options.connect_timeout = options.timeout = 15s;
  for (const std::string more : {"X: y\r\n", "xxxxxxxxxxxxxxxxxxxx"}) {
    const auto script = [&](Peer& peer) {
      peer.read_head();
      for (bool good = peer.write("HTTP/1.1 200 OK\r\nX: "); good;) good = peer.write(more);
    };
    const End end = refused(script);
    EXPECT_THAT(end.error, HasSubstr("larger than allowed"));
    EXPECT_LT(end.after, 10s) << "only the time ended it";
  }
}

TEST_F(HttpProxy, ThatStaysSilentIsLeftWhenTheConnectTimeIsOver) {
  options.connect_timeout = 150ms;
  const End silent = refused([](Peer& peer) { peer.read_until_end(); });
  EXPECT_THAT(silent.error, AllOf(HasSubstr("within the allowed time"), HasSubstr("the proxy 127.0.0.1:"), HasSubstr("to answer CONNECT")));
  EXPECT_GE(silent.after, 150ms);
  EXPECT_LT(silent.after, 5s);
  const End slow = refused([](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 200 OK\r\nX: ");
    while (peer.write("x") && peer.pause(20ms)) {
    }
  });
  EXPECT_THAT(slow.error, HasSubstr("to answer CONNECT"));
  EXPECT_LT(slow.after, 5s);
}

TEST_F(HttpProxy, ThatClosesHalfWayIsTold) {
  EXPECT_THAT(refused([](Peer&) {}).error, HasSubstr("the proxy"));
  const End half = refused([](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 200 O");
  });
  EXPECT_THAT(half.error, HasSubstr("closed the connection before it answered CONNECT"));
  const End reset = refused([](Peer& peer) {
    peer.read_head();
    peer.reset();
  });
  EXPECT_THAT(reset.error, HasSubstr("broke the connection before it answered CONNECT"));
}

TEST_F(HttpProxy, StalePermissionSendsNothingThroughANewTunnel) {
  const ScriptedServer api{always(answer("ok"))};
  const ScriptedServer proxy{tunnel_to(api.port())};
  go_through(proxy);
  open("http://api.test");
  EXPECT_THAT(fetch("stale", kLongAgo), Ended(HttpPhase::stale));
  EXPECT_EQ(api.received(), "");
  EXPECT_THAT(fetch("fresh"), Answered("ok"));
}

TEST_F(HttpProxy, EndsWithItsClientAtAnyStep) {
  const TestAuthority authority;
  const ScriptedServer api{always(answer("ok")), authority.issue({.names = "DNS:api.test"})};
  const ScriptedServer proxy{tunnel_to(api.port())};
  trust(authority);
  go_through(proxy);
  for (int steps = 0; steps < 12; ++steps) {
    open("https://api.test");
    ends.clear();
    send(1);
    for (int i = 0; i < steps; ++i) {
      loop.restart();
      loop.run_one_for(100ms);
    }
    client.reset();
    loop.restart();
    loop.run_for(20s);
    EXPECT_TRUE(loop.stopped()) << "something of the client is still pending";
  }
}

TEST(HttpProxySetting, ThatIsNoProxyIsRefusedWithoutShowingIt) {
  struct NoSink : HttpSink {
    void on_http_end(std::uint64_t, const HttpResult&) override {}
  } sink;
  boost::asio::io_context loop;
  const auto client = HttpClient::create(loop, {.base_url = "http://api.test", .proxy = Secret{"https://me:hunter2@p:1"}}, sink);
  ASSERT_FALSE(client);
  EXPECT_THAT(client.error().message, AllOf(HasSubstr("proxy"), Not(HasSubstr("hunter2"))));
}

}  // namespace
}  // namespace iw::testing
