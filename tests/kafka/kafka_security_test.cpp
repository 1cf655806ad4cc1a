// SASL and TLS between the worker and a real broker: what lets it in, what keeps it out, and what it says then. Test clients use the plain listener.
#include <httplib.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "tests/support/scenario.hpp"
#include "tests/support/secured_kafka.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

/// Passwords that the broker refuses, and the pass phrase of a key; none of them may be seen anywhere.
constexpr const char* kWrongPassword = "wrong/MARKwrongpassword+=!";
constexpr const char* kScramPassword = "scram/MARKscrampassword+=!";
constexpr const char* kPassPhrase = "phrase/MARKpassphrase+=!";

class KafkaSecurity : public Scenario {
 protected:
  KafkaSecurity() {
    use(SecuredKafka::shared());
    settings.retry.max = 200ms;
  }
  /// The broker of the test.
  void use(SecuredKafka& broker) {
    kafka = &broker;
    use_broker(broker.plain());
    write("ca.pem", broker.authority().root());
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream{file(name)} << text; }

  /// Workers go through this listener with these librdkafka options.
  void enter(Door door, std::map<std::string, std::string> options) {
    worker_brokers = kafka->at(door);
    client = std::move(options);
  }
  /// SASL on a listener without TLS.
  void enter_with_password(const std::string& mechanism, const std::string& password) {
    enter(Door::sasl, {{"security.protocol", "SASL_PLAINTEXT"},
                       {"sasl.mechanism", mechanism},
                       {"sasl.username", SecuredKafka::user()},
                       {"sasl.password", password}});
  }
  /// SASL in TLS.
  void enter_by_tls_with_password(const std::string& mechanism, const std::string& password) {
    enter(Door::sasl_tls, {{"security.protocol", "SASL_SSL"},
                           {"sasl.mechanism", mechanism},
                           {"sasl.username", SecuredKafka::user()},
                           {"sasl.password", password},
                           {"ssl.ca.location", file("ca.pem")}});
  }
  /// The broker that takes SCRAM from this librdkafka, with kScramPassword for this mechanism.
  void use_scram(const std::string& mechanism) {
    use(SecuredKafka::for_scram());
    kafka->set_scram_password(mechanism, kScramPassword, file(""));
  }
  void enter_by_tls(Door door) { enter(door, {{"security.protocol", "SSL"}, {"ssl.ca.location", file("ca.pem")}}); }
  /// Puts a client certificate and its encrypted key into files, and names them.
  void show_certificate(const TestAuthority& authority) {
    const auto identity = authority.issue({.names = "DNS:worker.test"});
    write("client.pem", identity.certificate);
    write("client.key", encrypted(identity.key, kPassPhrase));
    client["ssl.certificate.location"] = file("client.pem");
    client["ssl.key.location"] = file("client.key");
    client["ssl.key.password"] = kPassPhrase;
  }
  /// The options are the worker's alone: what the test itself does goes by the plain listener.
  [[nodiscard]] std::string configuration(const Settings& own) const override {
    auto text = Scenario::configuration(own);
    const std::string none = "client: {}";
    std::string lines = "client:\n";
    for (const auto& [name, value] : client) lines += "    " + name + ": \"" + value + "\"\n";
    return client.empty() ? text : text.replace(text.find(none), none.size(), lines);
  }

  /// The body of a page of the admin port; empty when none answers. `status` is what it came with.
  [[nodiscard]] std::string page(const std::string& path, int* status = nullptr) const {
    const auto log = log_of("worker-0");
    const auto line = log.rfind("admin port is open");
    const auto port = line == std::string::npos ? line : log.find("\"port\":", line);
    if (port == std::string::npos) return {};
    httplib::Client browser{"127.0.0.1", std::atoi(log.c_str() + port + 7)};
    browser.set_read_timeout(5s);
    const auto answer = browser.Get(path);
    if (status != nullptr) *status = answer ? answer->status : -1;
    return answer ? answer->body : std::string{};
  }
  [[nodiscard]] bool is_ready() const {
    int status = 0;
    (void)page("/readyz", &status);
    return status == 200;
  }
  [[nodiscard]] bool log_says(const std::string& text, std::chrono::seconds patience = 30s) const {
    return wait_until([&] { return log_of("worker-0").find(text) != std::string::npos; }, patience);
  }
  /// Everything that could have been told by now, with the secrets that must not be in it.
  [[nodiscard]] History seen() const {
    auto all = history();
    all.shown.push_back({"/readyz", page("/readyz")});
    for (const auto* secret : {"MARKkafkapassword", "MARKwrongpassword", "MARKscrampassword", "MARKpassphrase"}) all.secrets.emplace_back(secret);
    return all;
  }
  void expect_main_job() {
    prepare(2);
    send_mixed(20, 2);
    start_worker();
    expect_done();
  }
  void expect_done() {
    ASSERT_TRUE(wait_for_lag_zero(60s)) << log_of("worker-0");
    const auto all = seen();
    expect_right(all);
    EXPECT_EQ(all.by_reason().at("ok"), 20);
  }
  /// The worker is kept out, stays alive, says so in words that the log and the page share, and takes nothing.
  void expect_kept_out(const std::vector<std::string>& words) {
    prepare(2);
    send_mixed(20, 2);
    const auto& worker = start_worker();
    for (const auto& word : words) EXPECT_TRUE(log_says(word)) << word << " is not in the log:\n" << log_of("worker-0");
    EXPECT_FALSE(is_ready());
    EXPECT_TRUE(wait_until([&] { return page("/readyz").find(words.front()) != std::string::npos; }, 30s))
        << "the page says why, too: " << page("/readyz");
    EXPECT_FALSE(wait_for_end(worker, 3s)) << "a start that cannot go on is no reason to end";
    const auto all = seen();
    for (const auto& log : all.logs) EXPECT_THAT(log, Not(HasSubstr("MARK")));
    for (const auto& shown : all.shown) EXPECT_THAT(shown.text, Not(HasSubstr("MARK"))) << shown.where;
    EXPECT_TRUE(all.calls.empty());
    EXPECT_TRUE(all.results.empty());
    EXPECT_GE(all.lag, 20) << "nothing was taken";
    EXPECT_LT(std::count(all.logs.at(0).begin(), all.logs.at(0).end(), '\n'), 100) << "trouble that lasts is not said again and again";
  }
  /// A worker that is started anew after the mending does the whole job.
  void expect_it_works_now() {
    (void)start_worker("worker-1");
    expect_done();
  }

  SecuredKafka* kafka = nullptr;
  std::map<std::string, std::string> client;  ///< librdkafka options of the worker
};

TEST_F(KafkaSecurity, SaslPlainLetsTheWorkerIn) {
  enter_with_password("PLAIN", SecuredKafka::plain_password());
  expect_main_job();
}

TEST_F(KafkaSecurity, ScramSha256LetsTheWorkerIn) {
  use_scram("SCRAM-SHA-256");
  enter_with_password("SCRAM-SHA-256", kScramPassword);
  expect_main_job();
}

TEST_F(KafkaSecurity, ScramSha512LetsTheWorkerIn) {
  use_scram("SCRAM-SHA-512");
  enter_with_password("SCRAM-SHA-512", kScramPassword);
  expect_main_job();
}

TEST_F(KafkaSecurity, ScramInTlsLetsTheWorkerIn) {
  use_scram("SCRAM-SHA-512");
  enter_by_tls_with_password("SCRAM-SHA-512", kScramPassword);
  expect_main_job();
}

TEST_F(KafkaSecurity, OauthbearerLetsTheWorkerIn) {
  enter(Door::oauth, {{"security.protocol", "SASL_PLAINTEXT"},
                      {"sasl.mechanism", "OAUTHBEARER"},
                      {"enable.sasl.oauthbearer.unsecure.jwt", "true"},
                      {"sasl.oauthbearer.config", "principal=worker"}});
  expect_main_job();
}

TEST_F(KafkaSecurity, SaslInTlsLetsTheWorkerIn) {
  enter_by_tls_with_password("PLAIN", SecuredKafka::plain_password());
  expect_main_job();
}

TEST_F(KafkaSecurity, TlsLetsTheWorkerIn) {
  enter_by_tls(Door::tls);
  expect_main_job();
}

TEST_F(KafkaSecurity, AClientCertificateWithAnEncryptedKeyLetsTheWorkerIn) {
  enter_by_tls(Door::mutual_tls);
  show_certificate(kafka->authority());
  expect_main_job();
}

TEST_F(KafkaSecurity, AnOldLibraryThatCannotDoScramSaysSo) {
  if (can_scram_with_kafka_4()) GTEST_SKIP() << "this librdkafka can";
  kafka->set_scram_password("SCRAM-SHA-512", kScramPassword, file(""));
  enter_with_password("SCRAM-SHA-512", kScramPassword);
  expect_kept_out({"uthentication failed", "newer librdkafka"});
}

TEST_F(KafkaSecurity, AWrongPasswordKeepsTheWorkerOutUntilTheBrokerTakesIt) {
  SecuredKafka own;
  use(own);
  enter_with_password("PLAIN", kWrongPassword);
  expect_kept_out({"uthentication failed", "Invalid username or password"});
  own.restart_with_plain_password(kWrongPassword);
  expect_done();  // the same process
}

TEST_F(KafkaSecurity, AWrongScramPasswordKeepsTheWorkerOut) {
  use_scram("SCRAM-SHA-512");
  enter_with_password("SCRAM-SHA-512", kWrongPassword);
  expect_kept_out({"uthentication failed"});
}

TEST_F(KafkaSecurity, AnUnknownAuthorityKeepsTheWorkerOut) {
  write("ca.pem", TestAuthority{}.root());
  enter_by_tls(Door::tls);
  expect_kept_out({"certificate verify failed"});
  write("ca.pem", kafka->authority().root());
  expect_it_works_now();
}

TEST_F(KafkaSecurity, ACertificateForAnotherHostKeepsTheWorkerOut) {
  enter_by_tls(Door::misnamed);
  expect_kept_out({"certificate verify failed"});
}

TEST_F(KafkaSecurity, NoClientCertificateKeepsTheWorkerOut) {
  enter_by_tls(Door::mutual_tls);
  expect_kept_out({"SSL"});
}

TEST_F(KafkaSecurity, ACertificateOfAnotherAuthorityKeepsTheWorkerOut) {
  enter_by_tls(Door::mutual_tls);
  show_certificate(TestAuthority{});
  expect_kept_out({"SSL"});
}

TEST_F(KafkaSecurity, PlaintextToATlsPortKeepsTheWorkerOut) {
  enter(Door::tls, {});
  expect_kept_out({"brokers are down", "check kafka.brokers and, for TLS or SASL, kafka.client"});
}

TEST_F(KafkaSecurity, TlsToAPlaintextPortSendsNoPassword) {
  enter(Door::sasl, {{"security.protocol", "SASL_SSL"},
                     {"sasl.mechanism", "PLAIN"},
                     {"sasl.username", SecuredKafka::user()},
                     {"sasl.password", SecuredKafka::plain_password()},
                     {"ssl.ca.location", file("ca.pem")}});
  expect_kept_out({"SSL"});
}

}  // namespace
}  // namespace iw::testing
