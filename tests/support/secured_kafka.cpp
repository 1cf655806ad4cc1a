#include "tests/support/secured_kafka.hpp"

#include <librdkafka/rdkafka.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <utility>

namespace iw::testing {

namespace {

/// Their names in the broker's properties, in the order of Door, and the protocol of each.
struct DoorNames {
  const char* listener;
  const char* protocol;
};
constexpr std::array<DoorNames, 6> kNames{
    {{"SASL", "SASL_PLAINTEXT"}, {"OAUTH", "SASL_PLAINTEXT"}, {"SASLTLS", "SASL_SSL"}, {"TLS", "SSL"}, {"MUTUAL", "SSL"}, {"MISNAMED", "SSL"}}};

std::string address(const char* listener, std::uint16_t port) { return std::string{listener} + "://127.0.0.1:" + std::to_string(port); }

/// A PEM text in one line of a properties file.
std::string in_one_line(const std::string& pem) {
  std::string line;
  for (const char c : pem) c == '\n' ? line += "\\n" : line += c;
  return line;
}

std::string keystore(const std::string& prefix, const TlsIdentity& identity) {
  return prefix + "ssl.keystore.type=PEM\n" + prefix + "ssl.keystore.certificate.chain=" + in_one_line(identity.certificate) + "\n" + prefix +
         "ssl.keystore.key=" + in_one_line(identity.key) + "\n";
}

/// The broker's list of users of PLAIN.
std::string plain_users(const std::string& password) {
  return "org.apache.kafka.common.security.plain.PlainLoginModule required user_" + SecuredKafka::user() + "=\"" + password + "\";";
}

/// Users of PLAIN stand in the broker's properties; those of SCRAM are told to the broker while it runs.
std::string sasl(const std::string& listener, const std::string& password) {
  const auto prefix = "listener.name." + listener + ".";
  const std::string scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;\n";
  return prefix + "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512\n" + prefix + "plain.sasl.jaas.config=" + plain_users(password) + "\n" +
         prefix + "scram-sha-256.sasl.jaas.config=" + scram + prefix + "scram-sha-512.sasl.jaas.config=" + scram;
}

/// Runs a tool of the broker's own; its words go to `log`. Its exit status, or -1.
int run_tool(const std::string& version, std::vector<std::string> arguments, const std::string& log) {
  arguments.insert(arguments.begin(), "tool");
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (std::freopen(log.c_str(), "w", stdout) == nullptr || ::dup2(STDOUT_FILENO, STDERR_FILENO) < 0) ::_exit(126);
    become_local_kafka(version, std::move(arguments));
  }
  int status = 0;
  return pid > 0 && ::waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

SecuredKafka::SecuredKafka(std::string version) : version_(std::move(version)), server_(port_, "", properties(), version_) {
  server_.wait_until_ready();
}

SecuredKafka& SecuredKafka::shared() {
  static SecuredKafka kafka;
  return kafka;
}

SecuredKafka& SecuredKafka::for_scram() {
  if (can_scram_with_kafka_4()) return shared();
  static SecuredKafka kafka{"3.9.1"};  // tests/run fetches its jars
  return kafka;
}

SecuredKafka::Ports SecuredKafka::free_ports() {
  Ports ports{};
  for (auto& port : ports) port = free_port_pair();
  return ports;
}

std::string SecuredKafka::at(Door door) const { return "127.0.0.1:" + std::to_string(ports_.at(static_cast<std::size_t>(door))); }

const std::string& SecuredKafka::user() {
  static const std::string name = "worker";
  return name;
}

const std::string& SecuredKafka::plain_password() {
  static const std::string password = "plain/MARKkafkapassword+=!";
  return password;
}

std::string SecuredKafka::properties() const {
  std::string listeners = "listeners=" + address("PLAINTEXT", port_) + "," + address("CONTROLLER", static_cast<std::uint16_t>(port_ + 1));
  std::string advertised = "advertised.listeners=" + address("PLAINTEXT", port_);
  std::string protocols = "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT";
  for (std::size_t i = 0; i < kDoors; ++i) {
    listeners += "," + address(kNames.at(i).listener, ports_.at(i));
    advertised += "," + address(kNames.at(i).listener, ports_.at(i));
    protocols += std::string{","} + kNames.at(i).listener + ":" + kNames.at(i).protocol;
  }
  return listeners + "\n" + advertised + "\n" + protocols + "\n" + sasl("sasl", password_) + sasl("sasltls", password_) +
         "listener.name.oauth.sasl.enabled.mechanisms=OAUTHBEARER\n"
         "listener.name.oauth.oauthbearer.sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required "
         "unsecuredLoginStringClaim_sub=\"broker\";\n" +
         keystore("", authority_.issue()) + keystore("listener.name.misnamed.", authority_.issue({.names = "DNS:elsewhere.test"})) +
         "ssl.truststore.type=PEM\nssl.truststore.certificates=" + in_one_line(authority_.root()) +
         "\nlistener.name.mutual.ssl.client.auth=required\n";
}

void SecuredKafka::set_scram_password(const std::string& mechanism, const std::string& password, const std::string& folder) const {
  const auto change = folder + "/scram.properties", log = folder + "/scram.log";
  std::ofstream{change} << mechanism << "=iterations=4096,password=" << password << "\n";
  const int status = run_tool(version_,
                              {"kafka.admin.ConfigCommand", "--bootstrap-server", plain(), "--alter", "--add-config-file", change, "--entity-type",
                               "users", "--entity-name", user()},
                              log);
  std::filesystem::remove(change);
  std::ifstream said{log};
  if (status != 0) throw std::runtime_error{"the SCRAM user cannot be set:\n" + std::string{std::istreambuf_iterator<char>{said}, {}}};
}

void SecuredKafka::restart_with_plain_password(const std::string& password) {
  password_ = password;
  server_.kill();
  server_.set_extra(properties());
  server_.start();
}

bool can_scram_with_kafka_4() { return rd_kafka_version() >= 0x020601ff; }

std::string encrypted(const std::string& key, const std::string& pass_phrase) {
  const std::unique_ptr<BIO, int (*)(BIO*)> in{BIO_new_mem_buf(key.data(), static_cast<int>(key.size())), &BIO_free};
  const std::unique_ptr<BIO, int (*)(BIO*)> out{BIO_new(BIO_s_mem()), &BIO_free};
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> read{PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free};
  const auto* phrase = reinterpret_cast<const unsigned char*>(pass_phrase.data());
  const auto length = static_cast<int>(pass_phrase.size());
  if (!read || PEM_write_bio_PrivateKey(out.get(), read.get(), EVP_aes_256_cbc(), phrase, length, nullptr, nullptr) != 1)
    throw std::runtime_error{"the key cannot be encrypted"};
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace iw::testing
