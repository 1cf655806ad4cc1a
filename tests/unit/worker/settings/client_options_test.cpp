#include "worker/settings/client_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/secret.hpp"

namespace iw {
namespace {

using ::testing::HasSubstr;

TEST(ClientOptions, ThatTheGuaranteeRestsOnAreRefused) {
  for (const auto* name : {"enable.auto.commit",
                           "enable.auto.offset.store",
                           "isolation.level",
                           "transactional.id",
                           "enable.idempotence",
                           "group.id",
                           "group.instance.id",
                           "bootstrap.servers",
                           "metadata.broker.list",
                           "auto.offset.reset",
                           "partition.assignment.strategy",
                           "session.timeout.ms",
                           "transaction.timeout.ms",
                           "enable.partition.eof",
                           "check.crcs",
                           "allow.auto.create.topics",
                           "acks",
                           "request.required.acks",
                           "max.in.flight",
                           "max.in.flight.requests.per.connection",
                           "retry.backoff.ms",
                           "retry.backoff.max.ms",
                           "message.send.max.retries",
                           "retries",
                           "delivery.timeout.ms",
                           "message.timeout.ms",
                           "auto.commit.interval.ms",
                           "offset.store.method",
                           "group.protocol",
                           "partitioner"})
    EXPECT_TRUE(refusal_of_client_option(name)) << name;
}

TEST(ClientOptions, ThatOnlyCodeCanSetAreRefused) {
  for (const auto* name :
       {"rebalance_cb", "dr_msg_cb", "oauthbearer_token_refresh_cb", "plugin.library.paths", "opaque", "interceptors", "default_topic_conf"})
    EXPECT_TRUE(refusal_of_client_option(name)) << name;
}

TEST(ClientOptions, ForSecurityAndTuningAreAllowed) {
  for (const auto* name : {"log_level", "client.rack", "client.id", "enable.sasl.oauthbearer.unsecure.jwt", "security.protocol", "sasl.mechanism",
                           "sasl.username", "sasl.password", "ssl.ca.location", "ssl.key.password", "linger.ms", "compression.codec",
                           "socket.timeout.ms", "fetch.wait.max.ms", "statistics.interval.ms", "debug", "max.poll.interval.ms"})
    EXPECT_FALSE(refusal_of_client_option(name)) << name;
}

TEST(ClientOptions, ThatLeaveABrokerUnverifiedAreRefused) {
  for (const auto& [name, value] : {std::pair{"enable.ssl.certificate.verification", "false"}, {"ssl.endpoint.identification.algorithm", "none"}})
    EXPECT_THAT(refusal_of_client_option(name, value), ::testing::Optional(HasSubstr("ssl.ca.location"))) << name;
  EXPECT_FALSE(refusal_of_client_option("enable.ssl.certificate.verification", "true"));
  EXPECT_FALSE(refusal_of_client_option("ssl.endpoint.identification.algorithm", "https"));
}

TEST(ClientOptions, RefusalNamesTheKeyToUse) {
  EXPECT_THAT(*refusal_of_client_option("bootstrap.servers"), HasSubstr("use kafka.brokers"));
  EXPECT_THAT(*refusal_of_client_option("group.id"), HasSubstr("use kafka.group"));
  EXPECT_THAT(*refusal_of_client_option("session.timeout.ms"), HasSubstr("use kafka.session_timeout"));
  EXPECT_THAT(*refusal_of_client_option("transaction.timeout.ms"), HasSubstr("use kafka.transaction_timeout"));
  EXPECT_THAT(*refusal_of_client_option("transactional.id"), HasSubstr("use kafka.instance"));
}

TEST(ClientOptions, ThatTheLibraryDoesNotKnowOrRefusesAreToldWithTheNearest) {
  EXPECT_THAT(*refusal_by_library("security.protocl", "SSL"), HasSubstr("did you mean security.protocol?"));
  EXPECT_THAT(*refusal_by_library("sasl.usrname", "u"), HasSubstr("did you mean sasl.username?"));
  EXPECT_THAT(*refusal_by_library("fetch.wait.max.sm", "1"), HasSubstr("did you mean fetch.wait.max.ms?"));
  EXPECT_THAT(*refusal_by_library("linger.ms", "soon"), HasSubstr("a value that librdkafka"));
  EXPECT_THAT(*refusal_by_library("security.protocol", "hunter2"), ::testing::Not(HasSubstr("hunter2")));
  EXPECT_THAT(*refusal_by_library("fetch.wait.max.ms", "999999999999"), HasSubstr("allows"));
  for (const auto& [name, value] : {std::pair{"security.protocol", "sasl_ssl"}, {"sasl.mechanism", "PLAIN"}, {"linger.ms", "5"}, {"compression.codec", "lz4"}})
    EXPECT_FALSE(refusal_by_library(name, value)) << name;
}

TEST(ClientOptions, SaslWithoutAMechanismIsNoKerberos) {
  for (const char* protocol : {"SASL_SSL", "sasl_plaintext", "SASL_PLAINTEXT"})
    EXPECT_THAT(missing_mechanism({{"security.protocol", protocol}}), HasSubstr("kafka.client.sasl.mechanism")) << protocol;
  EXPECT_EQ(missing_mechanism({{"security.protocol", "SASL_SSL"}, {"sasl.mechanism", "PLAIN"}}), "");
  EXPECT_EQ(missing_mechanism({{"security.protocol", "SASL_SSL"}, {"sasl.mechanisms", "PLAIN"}}), "");
  EXPECT_EQ(missing_mechanism({{"security.protocol", "SASL_SSL"}, {"sasl.kerberos.keytab", "/etc/k"}}), "");
  for (const char* protocol : {"SSL", "PLAINTEXT", "s", ""}) EXPECT_EQ(missing_mechanism({{"security.protocol", protocol}}), "") << protocol;
  EXPECT_EQ(missing_mechanism({}), "");
}

TEST(ClientOptions, KnowsWhoseValuesAreSecret) {
  for (const auto* name : {"sasl.password", "ssl.key.password", "ssl.key.pem", "ssl.keystore.password", "ssl.certificate.pem",
                           "sasl.oauthbearer.client.secret", "sasl.oauthbearer.config", "sasl.jaas.config"})
    EXPECT_TRUE(is_secret_option(name)) << name;
  for (const auto* name : {"sasl.mechanism", "ssl.ca.location", "client.rack"}) EXPECT_FALSE(is_secret_option(name)) << name;
}

}  // namespace
}  // namespace iw
