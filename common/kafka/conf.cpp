#include "common/kafka/conf.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "common/redact.hpp"
#include "common/secret.hpp"

namespace iw::kafka {

namespace {

/// librdkafka's own text would quote the value, so it is not used.
std::string refusal(const std::string& name, rd_kafka_conf_res_t result) {
  const std::string version = rd_kafka_version_str();
  if (result == RD_KAFKA_CONF_UNKNOWN)
    return "kafka.client: librdkafka " + version + " has no option '" + name + "', or was built without it; see its CONFIGURATION.md";
  return "kafka.client: librdkafka " + version + " refuses the value of option '" + name + "'; see its CONFIGURATION.md for what is allowed";
}

}  // namespace

Options with(Options options, const Options& over) {
  for (const auto& [name, value] : over) options[name] = value;
  return options;
}

OptionVerdict try_option(const std::string& name, const std::string& value) {
  const ConfHandle conf{rd_kafka_conf_new()};
  std::array<char, 256> unused{};
  switch (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), unused.data(), unused.size())) {
    case RD_KAFKA_CONF_OK:
      return OptionVerdict::good;
    case RD_KAFKA_CONF_UNKNOWN:
      return OptionVerdict::unknown;
    default:
      return OptionVerdict::bad_value;
  }
}

std::vector<std::string> known_options() {
  std::vector<std::string> names;
  const auto take = [&names](const char** pairs, std::size_t count) {
    for (std::size_t i = 0; i + 1 < count; i += 2) names.emplace_back(pairs[i]);
    rd_kafka_conf_dump_free(pairs, count);
  };
  const ConfHandle conf{rd_kafka_conf_new()};
  const TopicConfHandle topic{rd_kafka_topic_conf_new()};
  std::size_t count = 0;
  auto** pairs = rd_kafka_conf_dump(conf.get(), &count);
  take(pairs, count);
  pairs = rd_kafka_topic_conf_dump(topic.get(), &count);
  take(pairs, count);
  // Without a default they are not listed, and they are what people set.
  for (const char* name : {"security.protocol", "sasl.mechanism", "sasl.username", "sasl.password", "ssl.ca.location", "ssl.certificate.location", "ssl.key.location",
                           "ssl.key.password", "client.rack", "ssl.cipher.suites", "ssl.keystore.location", "ssl.keystore.password", "sasl.oauthbearer.config"})
    if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
  return names;
}

Result<ConfHandle> make_conf(const Options& options) {
  ConfHandle conf{rd_kafka_conf_new()};
  for (const auto& [name, value] : options) {
    std::array<char, 256> unused{};
    const auto result = rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), unused.data(), unused.size());
    if (result != RD_KAFKA_CONF_OK) return Error{refusal(name, result)};
  }
  return conf;
}

std::string hide_secrets(std::string_view text, const Options& options) {
  std::vector<std::string> secrets;
  for (const auto& [name, value] : options)
    if (is_secret_option(name)) secrets.push_back(value);
  return redact(text, secrets);
}

}  // namespace iw::kafka
