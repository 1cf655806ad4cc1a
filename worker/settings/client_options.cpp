#include "worker/settings/client_options.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "common/config/nearest.hpp"
#include "common/kafka/conf.hpp"

namespace iw {

namespace {

/// Options of one kind, by name; a name that ends with * is a beginning.
struct Refused {
  std::string_view name;
  std::string_view why;
  std::string_view allowed = {};  ///< the one value that is no harm; empty: there is none
};

constexpr std::string_view kOffsets = "offsets are committed with the results in one transaction, never by the client itself";
constexpr std::string_view kTransactions = "exactly one result for each request rests on the worker's own transactional, idempotent producer";
constexpr std::string_view kReads = "the worker must see every request once, undamaged, and no aborted record";
constexpr std::string_view kDelivery = "when and how often a record is sent again is part of the worker's transactions";
constexpr std::string_view kPartitions = "results go to the partition of their request, and partitions are handed over by the worker's own drain";
constexpr std::string_view kVerified =
    "a broker that is not verified could be anybody, and would be told the password: give its authority in ssl.ca.location";
constexpr std::string_view kCode = "only the program itself can set it";
constexpr std::string_view kBrokers = "it has a key of its own: use kafka.brokers";
constexpr std::string_view kGroup = "the ledger belongs to the group: use kafka.group";
constexpr std::string_view kInstance = "it is made from kafka.instance: use kafka.static_membership: true";
constexpr std::string_view kSession = "freshness of calls rests on it: use kafka.session_timeout";

constexpr std::array kRefused{
    Refused{"bootstrap.servers", kBrokers},
    Refused{"metadata.broker.list", kBrokers},
    Refused{"group.id", kGroup},
    Refused{"group.instance.id", kInstance},
    Refused{"session.timeout.ms", kSession},
    Refused{"transaction.timeout.ms", "it must stay below the session's: use kafka.transaction_timeout"},
    Refused{"transactional.id", "it is made of kafka.group and kafka.instance: use kafka.instance"},
    Refused{"enable.auto.commit", kOffsets},
    Refused{"auto.commit.*", kOffsets},
    Refused{"enable.auto.offset.store", kOffsets},
    Refused{"offset.store.*", kOffsets},
    Refused{"enable.idempotence", kTransactions},
    Refused{"enable.gapless.guarantee", kTransactions},
    Refused{"isolation.level", kReads},
    Refused{"auto.offset.reset", kReads},
    Refused{"enable.partition.eof", kReads},
    Refused{"check.crcs", kReads},
    Refused{"allow.auto.create.topics", "a misspelt topic must be an error, not a new topic: create it in Kafka"},
    Refused{"acks", kDelivery},
    Refused{"request.required.acks", kDelivery},
    Refused{"max.in.flight*", kDelivery},
    Refused{"retry.backoff.*", kDelivery},
    Refused{"queue.buffering.max.*", kDelivery},
    Refused{"message.send.max.retries", kDelivery},
    Refused{"retries", kDelivery},
    Refused{"delivery.timeout.ms", kDelivery},
    Refused{"message.timeout.ms", kDelivery},
    Refused{"partition.assignment.strategy", kPartitions},
    Refused{"group.protocol*", kPartitions},
    Refused{"group.remote.assignor", kPartitions},
    Refused{"partitioner", kPartitions},
    Refused{"msg_order_cmp", kPartitions},
    Refused{"enable.ssl.certificate.verification", kVerified, "true"},
    Refused{"ssl.endpoint.identification.algorithm", kVerified, "https"},
    Refused{"plugin.library.paths", "it loads foreign code into the worker"},
    Refused{"interceptors", kCode},
    Refused{"opaque", kCode},
    Refused{"default_topic_conf", kCode},
    Refused{"enabled_events", kCode},
};

bool matches(std::string_view pattern, std::string_view name) {
  return pattern.ends_with('*') ? name.starts_with(pattern.substr(0, pattern.size() - 1)) : name == pattern;
}

bool is_sasl(std::string_view protocol) {
  constexpr std::string_view kSasl = "sasl";
  return std::equal(kSasl.begin(), kSasl.end(), protocol.begin(), protocol.begin() + std::min(kSasl.size(), protocol.size()),
                    [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
}

}  // namespace

std::optional<std::string> refusal_of_client_option(std::string_view name, std::string_view value) {
  const auto text = [](std::string_view why) { return "this option is not for the configuration: " + std::string{why}; };
  if (name.ends_with("_cb")) return text(kCode);
  const auto* const refused = std::find_if(kRefused.begin(), kRefused.end(), [&](const Refused& candidate) { return matches(candidate.name, name); });
  const bool harmless = refused == kRefused.end() || (!refused->allowed.empty() && value == refused->allowed);
  return harmless ? std::nullopt : std::optional{text(refused->why)};
}

std::optional<std::string> refusal_by_library(const std::string& name, const std::string& value) {
  // Its own text would quote the value, so it is not used.
  const std::string version = std::string{"librdkafka "} + rd_kafka_version_str();
  switch (kafka::try_option(name, value)) {
    case kafka::OptionVerdict::good:
      break;
    case kafka::OptionVerdict::unknown:
      return "expected an option of " + version + ", which has none of this name, or was built without it" + config::suggestion(name, kafka::known_options());
    case kafka::OptionVerdict::bad_value:
      return "expected a value that " + version + " allows (its CONFIGURATION.md lists them); this one, which is not shown, it refuses";
  }
  return std::nullopt;
}

std::string missing_mechanism(const std::map<std::string, std::string>& client) {
  const auto protocol = client.find("security.protocol");
  if (protocol == client.end() || !is_sasl(protocol->second)) return {};
  const auto says = [](const auto& option) { return option.first.starts_with("sasl.mechanism") || option.first.starts_with("sasl.kerberos."); };
  if (std::any_of(client.begin(), client.end(), says)) return {};
  return "expected kafka.client.sasl.mechanism beside it (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER or GSSAPI): without one librdkafka takes GSSAPI, "
         "which is Kerberos";
}

}  // namespace iw
