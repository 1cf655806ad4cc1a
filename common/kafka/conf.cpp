#include "common/kafka/conf.hpp"

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
