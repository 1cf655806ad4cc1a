// A worker whose every secret is marked, and a search of all that it lets out. One thread.
#pragma once

#include <httplib.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/echo_api.hpp"
#include "tests/support/scenario.hpp"
#include "tests/support/secured_kafka.hpp"

namespace iw::testing {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

/// The scenario. Every kind of token has an account; Kafka wants a password and a certificate whose key is encrypted; calls go through a proxy that
/// wants a password.
class Secrets : public Scenario {
 protected:
  /// An account's name and its token section.
  struct Account {
    std::string name, token;
  };
  Secrets() {
    use_broker(kafka.plain());
    worker_brokers = kafka.at(Door::sasl_tls);
    const auto client_certificate = kafka.authority().issue({.names = "DNS:worker.test"});
    write("ca.pem", kafka.authority().root());
    write("client.pem", client_certificate.certificate);
    write("client.key", encrypted(client_certificate.key, marked("passphrase")));
    for (const auto* name :
         {"filetoken", "valuefile", "appsecretfile", "bearerfile", "refreshtoken", "ticket", "componentsecretfile", "componentfile"})
      write(name, marked(name));
    ::setenv("SECRETS_TEST_APP_SECRET", marked("appsecretvariable").c_str(), 1);
  }
  ~Secrets() override { ::unsetenv("SECRETS_TEST_APP_SECRET"); }

  void write(const std::string& name, const std::string& text) const { std::ofstream{file(name)} << text; }
  [[nodiscard]] static std::string quoted(const std::string& text) { return "\"" + text + "\""; }
  /// One for each kind of token, and for each way in which its secret can be given.
  [[nodiscard]] std::vector<Account> accounts() const {
    const auto path = [this](const char* name) { return quoted(file(name)); };
    const auto service = [this](const char* name) { return "url: " + quoted(service_url() + "?key=" + marked(name)); };
    const auto authorizer = [&](const std::string& component, const char* refresh) {
      return "kind: authorizer, component_appid: wxp, authorizer_appid: wxm, refresh_token_file: " + path(refresh) + ", component: {" + component +
             "}";
    };
    return {{"default", "kind: static, value: " + quoted(marked("statictoken"))},
            {"valuefile", "kind: static, parameter: cloudbase_access_token, value_file: " + path("valuefile")},
            {"file", "kind: file, path: " + path("filetoken")},
            {"stable", "kind: stable, appid: wxa, secret: " + quoted(marked("appsecret"))},
            {"stablevariable", "kind: stable, appid: wxb, secret: \"${SECRETS_TEST_APP_SECRET}\""},
            {"stablefile", "kind: stable, appid: wxc, secret_file: " + path("appsecretfile")},
            {"service", "kind: service, bearer: " + quoted(marked("bearer")) + ", " + service("servicekey")},
            {"servicefile", "kind: service, bearer_file: " + path("bearerfile") + ", " + service("filekey")},
            {"ticket",
             authorizer("kind: ticket, component_secret: " + quoted(marked("componentsecret")) + ", ticket_file: " + path("ticket"), "refreshtoken")},
            {"ticketfile",
             authorizer("kind: ticket, component_secret_file: " + path("componentsecretfile") + ", ticket_file: " + path("ticket"), "refreshtoken")},
            {"componentservice",
             authorizer("kind: service, bearer: " + quoted(marked("componentbearer")) + ", " + service("componentkey"), "refreshtoken")},
            {"componentfile", authorizer("kind: file, path: " + path("componentfile"), "refreshtoken")}};
  }
  [[nodiscard]] std::string service_url() const { return api.address() + "/service"; }
  /// The whole configuration, with the secrets in it.
  [[nodiscard]] std::string configuration(const Settings& own) const override {
    const auto& topics = own.kafka.topics;
    std::string text = "kafka:\n  brokers: " + own.kafka.brokers + "\n  group: " + own.kafka.group + "\n  instance: " + own.kafka.instance +
                       "\n  topics: {requests: " + topics.requests + ", results: " + topics.results + ", dead_letters: " + topics.dead_letters +
                       "}\n  client:\n    security.protocol: SASL_SSL\n    sasl.mechanism: PLAIN\n    sasl.username: " + SecuredKafka::user() +
                       "\n    sasl.password: " + quoted(kafka_password) + "\n    ssl.ca.location: " + quoted(file("ca.pem")) +
                       "\n    ssl.certificate.location: " + quoted(file("client.pem")) + "\n    ssl.key.location: " + quoted(file("client.key")) +
                       "\n    ssl.key.password: " + quoted(marked("passphrase")) +
                       "\n    debug: all\napi: {timeout: 3s, connect_timeout: 2s, base_url: " + quoted(base_url) + ", proxy: " + quoted(proxy_url()) +
                       "}\nretry: {initial: 50ms, max: 200ms, attempts: 3, budget: 0}\n" +
                       "admin: {listen: \"127.0.0.1:0\"}\nlog: {level: debug, format: json}\naccounts:\n";
    for (const auto& account : accounts()) text += "  " + account.name + ": {token: {" + account.token + "}}\n";
    return text;
  }
  /// The proxy's address with a user and a password, whose special characters stand percent-encoded.
  [[nodiscard]] std::string proxy_url() const {
    return "http://me:x%2F" + std::string{kMark} + "proxypassword%2B@127.0.0.1:" + std::to_string(proxy.port());
  }

  /// Runs `check` on a worker's file: standard output and error together.
  [[nodiscard]] std::string check(const std::string& config, const std::string& more = "") const {
    const auto command = std::string{IMPORT_WORKER_PROGRAM} + " check " + more + " --config '" + config + "' 2>&1";
    std::FILE* said = ::popen(command.c_str(), "r");  // NOLINT(cert-env33-c): the test's own words
    std::string text;
    for (std::array<char, 4096> part{}; const auto size = std::fread(part.data(), 1, part.size(), said);) text.append(part.data(), size);
    ::pclose(said);
    return text;
  }
  /// The same with the present configuration.
  [[nodiscard]] std::string check_now(const std::string& more = "") {
    write("check.yaml", configuration(own_settings()));
    return check(file("check.yaml"), more);
  }
  [[nodiscard]] Settings own_settings() const {
    auto own = settings;
    own.kafka.instance = "checker";
    own.kafka.brokers = worker_brokers;
    return own;
  }
  /// A page of the worker's admin port, with its headers.
  [[nodiscard]] std::string page(const std::string& path) const {
    const auto log = log_of("worker-0");
    const auto line = log.rfind("admin port is open");
    const auto port = line == std::string::npos ? line : log.find("\"port\":", line);
    if (port == std::string::npos) return {};
    httplib::Client browser{"127.0.0.1", std::atoi(log.c_str() + port + 7)};
    browser.set_read_timeout(5s);
    const auto answer = browser.Get(path);
    std::string text = answer ? answer->body : std::string{};
    if (answer)
      for (const auto& [name, value] : answer->headers) text += name + ": " + value + "\n";
    return text;
  }

  /// No mark in the text, in no encoding.
  static void expect_silent(const std::string& text, const std::string& where) {
    EXPECT_FALSE(text.empty()) << where << " is empty: the search shows nothing";
    // "me:x/MARKproxypassword+" in base64, as the proxy gets it
    for (const std::string mark : {kMark, "bWU6eC9NQVJL"})
      if (const auto at = text.find(mark); at != std::string::npos)
        ADD_FAILURE() << "a secret in " << where << ": …" << text.substr(at - std::min<std::size_t>(at, 200), 400);
  }
  /// No mark in the log, the pages, the process's arguments, and the topics that the worker writes; a dead letter's value is the request.
  void expect_silent_worker(const WorkerProcess& worker) const {
    for (const auto* path : {"/", "/statusz", "/metrics", "/readyz", "/livez", "/startupz", "/page.js", "/nothing"}) expect_silent(page(path), path);
    expect_silent(text_of("/proc/" + std::to_string(worker.pid()) + "/cmdline"), "the arguments");
    expect_silent(log_of("worker-0"), "the log");
    const auto& topics = settings.kafka.topics;
    for (const auto& record : read_all(kafka.plain(), topics.results))
      expect_silent(record.key.value_or("-") + record.value.value_or("-") + headers_of(record), "a result");
    for (const auto& record : read_all(kafka.plain(), topics.dead_letters))
      expect_silent(record.key.value_or("-") + headers_of(record), "a dead letter");
    for (const auto& commit : read_offset_commits(kafka.plain(), settings.kafka.group, topics.requests))
      expect_silent(commit.metadata + "-", "a ledger");
  }
  [[nodiscard]] static std::string headers_of(const Record& record) {
    std::string text = "\n";
    for (const auto& header : record.headers) text += header.name + ": " + header.value.value_or("") + "\n";
    return text;
  }
  [[nodiscard]] static std::string text_of(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  SecuredKafka& kafka = SecuredKafka::shared();
  std::string kafka_password = SecuredKafka::plain_password();
  EchoApi api;
  std::string proxy_answer = "HTTP/1.1 200 OK\r\n\r\n";  ///< of every proxy connection; set before there is one
  ScriptedServer proxy{[this](Peer& peer) {
    peer.read_head();
    if (peer.write(proxy_answer)) peer.relay_to(api.port());
  }};
  std::string base_url = api.address();
};

}  // namespace iw::testing
