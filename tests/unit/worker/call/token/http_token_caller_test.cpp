// Token calls over real sockets: against the sandbox, and against a server that misbehaves.
#include "worker/call/token/http_token_caller.hpp"

#include <boost/asio/io_context.hpp>

#include "tests/support/scripted_server.hpp"
#include "tests/unit/worker/call/token/fetch/fetch_fixture.hpp"
#include "worker/call/token/token_store.hpp"
#include "worker/sandbox/sandbox.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class HttpTokens : public ::testing::Test, public TokenEvents {
 protected:
  HttpTokens() {
    settings.api.timeout = 10s;
    settings.retry.initial = 100ms;
  }
  void start_sandbox(SandboxOptions options) {
    options.threads = 8;
    sandbox = Sandbox::create(std::move(options)).value();
    settings.api.base_url = sandbox->base_url();
  }
  /// Gets the one account's token; what came of it.
  std::string fetch(TokenSettings token) {
    settings.accounts = {{"a", std::move(token)}};
    boost::asio::io_context loop;
    const SystemClock clock;
    HttpTokenCaller caller{loop, settings.api};
    TokenStore store{settings, ErrorTable::shipped(), caller, clock, 1};
    store.report_to(*this);
    heard.clear();
    store.renew_due();
    while (heard.empty() && loop.run_one() > 0) {
    }
    return heard.empty() ? "nothing" : heard == "renewed" ? store.token_target(0, "") : heard;
  }
  static TokenSettings stable(const char* secret) { return {.kind = TokenKind::stable, .appid = "wx1", .secret = Secret{secret}}; }
  static TokenSettings service(const std::string& url, const char* bearer = "") {
    return {.kind = TokenKind::service, .url = url, .bearer = Secret{bearer}};
  }
  [[nodiscard]] TokenSettings authorizer(ComponentSettings component) const {
    return {.kind = TokenKind::authorizer,
            .component_appid = "c",
            .authorizer_appid = "m",
            .refresh_token_file = folder.file("refresh"),
            .component = std::move(component)};
  }
  void on_token_renewed(std::size_t) override { heard = "renewed"; }
  void on_token_trouble(std::size_t, std::optional<std::int64_t> errcode, std::string message) override {
    heard = (errcode ? std::to_string(*errcode) : "-") + " " + message;
  }
  /// A server that reads one request and answers it with these bytes.
  static ScriptedServer::Script answering(std::string bytes) {
    return [bytes = std::move(bytes)](Peer& peer) {
      peer.read_request();
      peer.write(bytes);
      peer.close();
    };
  }
  static std::string http(const std::string& body, const std::string& status = "200 OK", const std::string& more = "") {
    return "HTTP/1.1 " + status + "\r\n" + more + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  static std::string at(const ScriptedServer& server) { return "http://127.0.0.1:" + std::to_string(server.port()); }

  Folder folder;
  Settings settings;
  std::unique_ptr<Sandbox> sandbox;
  std::string heard;
};

TEST_F(HttpTokens, StableTokenComesFromTheApi) {
  start_sandbox({.secret = "s1"});
  EXPECT_THAT(fetch(stable("s1")), StartsWith("?access_token=sandbox-token-"));
}

TEST_F(HttpTokens, AWrongSecretIsToldAsOne) {
  start_sandbox({.secret = "s1"});
  EXPECT_THAT(fetch(stable("other")),
              AllOf(StartsWith("40125 "), HasSubstr("check that the secret belongs to this appid"), Not(HasSubstr("other\""))));
}

TEST_F(HttpTokens, AnAddressThatIsNotListedIsNamed) {
  start_sandbox({.faults = R"({"tokens":{"errcode":40164}})"});
  EXPECT_THAT(fetch(stable("s")), AllOf(StartsWith("40164 "), HasSubstr("add the address 127.0.0.1")));
}

TEST_F(HttpTokens, ServiceWantsItsBearer) {
  start_sandbox({.bearer = "b1"});
  const auto url = sandbox->base_url() + "/sandbox/token-service?appid=x";
  EXPECT_THAT(fetch(service(url, "b1")), StartsWith("?access_token=sandbox-token-"));
  EXPECT_THAT(fetch(service(url, "b2")), StartsWith("- the token service answered HTTP 401"));
  EXPECT_THAT(fetch(service(url)), HasSubstr("check bearer"));
}

TEST_F(HttpTokens, TheServiceMayLiveElsewhere) {
  start_sandbox({});
  ScriptedServer other{answering(http(R"({"access_token":"from-elsewhere","expires_in":60})"))};
  EXPECT_EQ(fetch(service(at(other) + "/deep/path?x=1", "b1")), "?access_token=from-elsewhere");
  EXPECT_THAT(other.received(), AllOf(StartsWith("GET /deep/path?x=1 HTTP/1.1\r\n"), HasSubstr("\r\nAuthorization: Bearer b1\r\n"),
                                      HasSubstr("\r\nContent-Length: 0\r\n\r\n"), Not(HasSubstr("Content-Type"))));
}

TEST_F(HttpTokens, AuthorizerGoesThroughTicketAndComponent) {
  start_sandbox({.secret = "cs"});
  folder.write("refresh", "r0");
  folder.write("ticket", "ticket@@@1\n");
  EXPECT_THAT(fetch(authorizer({.kind = ComponentKind::ticket, .secret = Secret{"cs"}, .ticket_file = folder.file("ticket")})),
              StartsWith("?access_token=sandbox-token-"));
  EXPECT_EQ(folder.read("refresh"), "sandbox-refresh-token-1");
}

TEST_F(HttpTokens, AComponentTokenMayComeFromAServiceOrAFile) {
  start_sandbox({});
  folder.write("refresh", "r0");
  folder.write("component", "any");
  EXPECT_THAT(fetch(authorizer({.kind = ComponentKind::file, .path = folder.file("component")})), StartsWith("?access_token=sandbox-token-"));
  EXPECT_THAT(fetch(authorizer({.kind = ComponentKind::service, .url = sandbox->base_url() + "/sandbox/token-service"})),
              StartsWith("?access_token=sandbox-token-"));
}

TEST_F(HttpTokens, ARedirectIsNotFollowed) {
  ScriptedServer target{answering(http(R"({"access_token":"T","expires_in":60})"))};
  ScriptedServer server{answering(http("", "302 Found", "Location: " + at(target) + "/\r\n"))};
  EXPECT_THAT(fetch(service(at(server), "b1")), HasSubstr("a redirect, which is never followed"));
  EXPECT_EQ(target.connections(), 0u);
}

TEST_F(HttpTokens, WhatIsNoAnswerIsTrouble) {
  for (const auto& bytes :
       {http("<html>"), http(""), http("{}"), http("[]"), http(R"({"access_token":"T"})"), std::string{"HTTP/1.1 200 OK\r\nContent-Le"},
        http(R"({"access_token":"T","expires_in":60})", "500 Oops"), http(std::string(1024 * 1024 + 1, ' '))}) {
    ScriptedServer server{answering(bytes)};
    EXPECT_THAT(fetch(service(at(server))), StartsWith("- ")) << bytes.substr(0, 80);
  }
}

TEST_F(HttpTokens, ASilentServiceIsGivenUpInTime) {
  settings.api.timeout = 200ms;
  settings.api.connect_timeout = 200ms;
  ScriptedServer server{[](Peer& peer) { peer.read_until_end(); }};
  const auto began = BootClock::now();
  EXPECT_THAT(fetch(service(at(server))), AllOf(StartsWith("- no answer from the token service"), HasSubstr("tried again")));
  EXPECT_LT(BootClock::now() - began, 5s);
}

TEST_F(HttpTokens, NobodyListeningIsTrouble) {
  std::string url;
  {
    const ScriptedServer gone{[](Peer&) {}};
    url = at(gone);
  }
  EXPECT_THAT(fetch(service(url)), StartsWith("- no answer from the token service"));
}

TEST_F(HttpTokens, AServiceWithoutATrustedCertificateSeesNoBearer) {
  settings.api.ca_file = folder.file("missing.pem");
  EXPECT_THAT(fetch(service("https://127.0.0.1:1", "b1")), AllOf(StartsWith("- no answer"), HasSubstr("missing.pem")));
}

}  // namespace
}  // namespace iw::testing
