#include "worker/topics/broker_rules.hpp"

#include <charconv>

namespace iw {

namespace {

/// What a ledger may take (guarantee.md): Kafka's default for a commit's metadata.
constexpr std::int64_t kLedgerBytes = 4096;

std::string limit(std::string_view name, std::int64_t value) { return "the broker's " + std::string{name} + " is " + std::to_string(value); }

}  // namespace

std::optional<std::int64_t> number_of(const BrokerSettings& settings, std::string_view name) {
  const auto it = settings.find(name);
  if (it == settings.end()) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(it->second.data(), it->second.data() + it->second.size(), value);
  return error == std::errc{} && end == it->second.data() + it->second.size() ? std::optional{value} : std::nullopt;
}

std::vector<std::string> judge_broker(const BrokerSettings& broker, const KafkaSettings& settings) {
  std::vector<std::string> findings;
  const auto session = settings.session_timeout.count();
  if (const auto least = number_of(broker, "group.min.session.timeout.ms"); least && session < *least)
    findings.push_back(limit("group.min.session.timeout.ms", *least) + ", and kafka.session_timeout " + std::to_string(session) + " ms: raise the latter");
  if (const auto most = number_of(broker, "group.max.session.timeout.ms"); most && session > *most)
    findings.push_back(limit("group.max.session.timeout.ms", *most) + ", and kafka.session_timeout " + std::to_string(session) + " ms: lower the latter");
  const auto transaction = settings.transaction_timeout.count();
  if (const auto most = number_of(broker, "transaction.max.timeout.ms"); most && transaction > *most)
    findings.push_back(limit("transaction.max.timeout.ms", *most) + ", and kafka.transaction_timeout " + std::to_string(transaction) + " ms: lower the latter");
  if (const auto bytes = number_of(broker, "offset.metadata.max.bytes"); bytes && *bytes < kLedgerBytes)
    findings.push_back(limit("offset.metadata.max.bytes", *bytes) + ", and the worker keeps up to " + std::to_string(kLedgerBytes) +
                       " bytes beside each committed offset: set it back to " + std::to_string(kLedgerBytes));
  return findings;
}

std::string judge_assignor(const std::string& protocol, const std::string& group) {
  if (protocol.empty() || protocol == "range") return {};
  return "the members of group " + group + " share partitions by '" + protocol +
         "', and a worker by 'range': they cannot be in one group; give the worker a kafka.group of its own, or stop the other program";
}

}  // namespace iw
