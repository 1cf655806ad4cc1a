// One Kafka broker that wants to know who is there: a listener for each way of SASL and TLS that the worker is tested with, beside the plain one that
// test clients use. Certificates are made when the broker is. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "tests/support/kafka_server.hpp"
#include "tests/support/test_certificates.hpp"

namespace iw::testing {

/// A listener of the broker.
enum class Door : std::uint8_t {
  sasl,        ///< SASL without TLS: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512
  oauth,       ///< SASL without TLS: OAUTHBEARER, unsecured tokens
  sasl_tls,    ///< SASL in TLS: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512
  tls,         ///< TLS alone
  mutual_tls,  ///< TLS that wants a client certificate
  misnamed,    ///< TLS with a certificate for another host
};

/// The broker, its users and its authority.
class SecuredKafka {
 public:
  /// A Kafka of this version; empty: the usual one. Throws when the broker does not come up.
  explicit SecuredKafka(std::string version = "");
  /// The one that the tests of a program share.
  [[nodiscard]] static SecuredKafka& shared();
  /// The one whose SCRAM the linked librdkafka can do: shared(), or a Kafka 3 for a librdkafka that Kafka 4 refuses.
  [[nodiscard]] static SecuredKafka& for_scram();

  /// Where test clients go: no SASL, no TLS.
  [[nodiscard]] std::string plain() const { return server_.brokers(); }
  /// host:port of a listener.
  [[nodiscard]] std::string at(Door door) const;
  /// The only user that PLAIN knows, and its password there.
  [[nodiscard]] static const std::string& user();
  [[nodiscard]] static const std::string& plain_password();
  /// Sets the user's password for a SCRAM mechanism, on the running broker; `folder` takes a file with it for a moment. Throws when the
  /// broker's own tool fails.
  void set_scram_password(const std::string& mechanism, const std::string& password, const std::string& folder) const;
  /// Kills the broker and starts it with another password for PLAIN: not for the shared one.
  void restart_with_plain_password(const std::string& password);
  /// Signed the broker's certificates, and signs those that its clients must show.
  [[nodiscard]] const TestAuthority& authority() const { return authority_; }

 private:
  static constexpr std::size_t kDoors = 6;
  using Ports = std::array<std::uint16_t, kDoors>;
  static Ports free_ports();
  [[nodiscard]] std::string properties() const;

  std::string version_;
  TestAuthority authority_;
  std::uint16_t port_ = free_port_pair();
  Ports ports_ = free_ports();
  std::string password_ = plain_password();
  KafkaServer server_;
};

/// Whether the linked librdkafka can do SCRAM with Kafka 4; the same version as in version_limit() of worker/kafka/kafka_options.cpp.
[[nodiscard]] bool can_scram_with_kafka_4();

/// The key, PEM, encrypted with a pass phrase. Throws when OpenSSL refuses it.
[[nodiscard]] std::string encrypted(const std::string& key, const std::string& pass_phrase);

}  // namespace iw::testing
