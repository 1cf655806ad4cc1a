// Our own certificate: shown when a server asks for one, renewed while the client runs, and what comes of a server that does not take it.
#include <filesystem>
#include <mutex>

#include "tests/unit/common/http/http_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class HttpClientCertificate : public HttpFixture {
 protected:
  HttpClientCertificate() { std::filesystem::create_directories(folder_); }
  ~HttpClientCertificate() override { std::filesystem::remove_all(folder_); }

  /// What the client has at hand from the next open() on, or from its next look at the disk.
  void show(const TlsIdentity& own) {
    options.client_certificate_file = folder_ / "cert";
    options.client_key_file = folder_ / "key";
    std::ofstream{options.client_certificate_file} << own.certificate;
    std::ofstream{options.client_key_file} << own.key;
  }
  /// A server that wants a client certificate of `wanted`; without one it asks for none.
  TlsIdentity server_identity(const TestAuthority* wanted, bool up_to_1_2 = false) const {
    TlsIdentity identity = authority.issue();
    if (wanted != nullptr) identity.client_root = wanted->root();
    identity.up_to_1_2 = up_to_1_2;
    return identity;
  }
  /// Answers and ends the connection, and keeps what the client has shown.
  ScriptedServer::Script answer_once() {
    return [this](Peer& peer) {
      if (peer.read_request().empty()) return;
      {
        const std::lock_guard lock{mutex_};
        seen_.push_back(peer.client_certificate());
      }
      peer.write(answer("ok", "200 OK", "Connection: close\r\n"));
    };
  }
  [[nodiscard]] std::vector<std::string> seen() const {
    const std::lock_guard lock{mutex_};
    return seen_;
  }
  void open_tls(const ScriptedServer& server) {
    trust(authority);
    open("https://localhost:" + std::to_string(server.port()));
  }
  /// Refused by a server of either version: the request is certainly not executed, for the server has not read a byte of it.
  void expect_refused(const TestAuthority& wanted) {
    for (const bool up_to_1_2 : {true, false}) {
      const ScriptedServer server{always(answer("ok")), server_identity(&wanted, up_to_1_2)};
      open_tls(server);
      const End end = fetch("request-body");
      EXPECT_THAT(end, Ended(HttpPhase::not_sent)) << "TLS 1.2: " << up_to_1_2;
      EXPECT_THAT(end.error, HasSubstr("TLS refused"));
      EXPECT_EQ(server.received(), "");
      client.reset();
    }
  }

  const TestAuthority authority;
  const TestAuthority clients;

 private:
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("import_worker_client." + std::to_string(::getpid()));
  mutable std::mutex mutex_;
  std::vector<std::string> seen_;
};

TEST_F(HttpClientCertificate, IsShownToAServerThatAsks) {
  const auto own = clients.issue();
  show(own);
  for (const bool up_to_1_2 : {true, false}) {
    const ScriptedServer server{answer_once(), server_identity(&clients, up_to_1_2)};
    open_tls(server);
    EXPECT_THAT(fetch(), Answered("ok")) << "TLS 1.2: " << up_to_1_2;
  }
  EXPECT_THAT(seen(), ElementsAre(own.certificate, own.certificate));
}

TEST_F(HttpClientCertificate, IsNotShownToAServerThatDoesNotAsk) {
  show(clients.issue());
  const ScriptedServer server{answer_once(), server_identity(nullptr)};
  open_tls(server);
  EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_THAT(seen(), ElementsAre(""));
}

TEST_F(HttpClientCertificate, OfAnotherAuthorityIsRefusedBeforeTheRequestIsRead) {
  show(TestAuthority{}.issue());
  expect_refused(clients);
}

TEST_F(HttpClientCertificate, ThatHasExpiredIsRefusedBeforeTheRequestIsRead) {
  show(clients.issue({.valid_to = -24h}));
  expect_refused(clients);
}

TEST_F(HttpClientCertificate, ThatIsMissingIsRefusedBeforeTheRequestIsRead) { expect_refused(clients); }

TEST_F(HttpClientCertificate, RefusalIsOneEvenWhileALargeRequestIsOnItsWay) {
  for (int i = 0; i < 10; ++i) {
    const ScriptedServer server{always(answer("ok")), server_identity(&clients)};
    open_tls(server);
    EXPECT_THAT(fetch(std::string(8 * 1024 * 1024, 'x')).phase, ::testing::AnyOf(HttpPhase::not_sent, HttpPhase::unanswered))
        << "a cut may come before the verdict; what must not be is an answer";
    EXPECT_EQ(server.received(), "");
    client.reset();
  }
}

TEST_F(HttpClientCertificate, BreakInsteadOfAVerdictIsInDoubt) {
  const ScriptedServer server{[](Peer& peer) {
                                peer.read_head();
                                peer.reset();
                              },
                              server_identity(nullptr)};
  open_tls(server);
  EXPECT_THAT(fetch(), Ended(HttpPhase::unanswered));
}

TEST_F(HttpClientCertificate, IsRenewedForNewConnections) {
  const auto first = clients.issue(), second = clients.issue();
  show(first);
  const ScriptedServer server{answer_once(), server_identity(&clients)};
  open_tls(server);
  // The disk is looked at no more often than once a second, for the first time with the first connection.
  show(second);
  EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_THAT(seen(), ElementsAre(second.certificate));
}

TEST_F(HttpClientCertificate, ThatBreaksOnDiskIsReplacedByTheOneBeforeAndToldAboutOnRefusal) {
  const auto good = clients.issue();
  show(good);
  const ScriptedServer server{answer_once(), server_identity(&clients)};
  open_tls(server);
  EXPECT_EQ(client->trouble(), "");
  show({clients.issue().certificate, good.key});
  EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_THAT(seen(), ElementsAre(good.certificate));
  EXPECT_THAT(client->trouble(), HasSubstr("does not belong"));
  const TestAuthority others;
  const ScriptedServer refuses{always(answer("ok")), server_identity(&others)};
  show(good);
  open_tls(refuses);
  show({clients.issue().certificate, good.key});
  EXPECT_THAT(fetch().error, ::testing::AllOf(HasSubstr("TLS refused"), HasSubstr("the new ones are not used"), HasSubstr("does not belong")));
}

TEST_F(HttpClientCertificate, ThatCannotBeUsedAtTheStartIsAnError) {
  show({clients.issue().certificate, clients.issue().key});
  options.base_url = "https://localhost";
  const auto refused = HttpClient::create(loop, options, *this);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("does not belong"));
}

}  // namespace
}  // namespace iw::testing
