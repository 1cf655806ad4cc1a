#include "worker/settings/check_settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base_url.hpp"
#include "common/config/scalar.hpp"
#include "common/proxy_url.hpp"
#include "worker/settings/addresses.hpp"
#include "worker/settings/client_options.hpp"

namespace iw {

namespace {

using config::Findings;
using std::chrono::milliseconds;

constexpr const char* kName = "expected 1 to 249 letters, digits, '.', '_' or '-' (not '.' or '..')";

/// A duration and its key.
struct Span {
  const char* path;
  milliseconds value;
};

/// Says how the first should be to the second, unless one of them is wrong by itself.
void complain(const Span& first, const char* how, const Span& second, Findings& findings) {
  if (findings.is_faulty(first.path) || findings.is_faulty(second.path)) return;
  const auto& place = findings.is_given(first.path) || !findings.is_given(second.path) ? first.path : second.path;
  findings.add_at(place, std::string{"expected "} + first.path + " (" + config::format_duration(first.value) + ") to be " + how + " " + second.path +
                             " (" + config::format_duration(second.value) + ")");
}

void check_order(const Span& lesser, const Span& greater, Findings& findings) {
  if (lesser.value > greater.value) complain(lesser, "at most", greater, findings);
}

void check_durations(const Settings& settings, Findings& findings) {
  const auto& kafka = settings.kafka;
  if (kafka.transaction_timeout >= kafka.session_timeout)
    complain({"kafka.transaction_timeout", kafka.transaction_timeout}, "shorter than", {"kafka.session_timeout", kafka.session_timeout}, findings);
  check_order({"api.connect_timeout", settings.api.connect_timeout}, {"api.timeout", settings.api.timeout}, findings);
  check_order({"retry.initial", settings.retry.initial}, {"retry.max", settings.retry.max}, findings);
}

void check_name(const char* path, const std::string& name, Findings& findings) {
  if (!findings.is_faulty(path) && !is_kafka_name(name)) findings.add_at(path, std::string{kName} + ", found " + config::shown(name));
}

void check_names(const KafkaSettings& kafka, Findings& findings) {
  check_name("kafka.group", kafka.group, findings);
  check_name("kafka.instance", kafka.instance, findings);
  check_name("kafka.topics.requests", kafka.topics.requests, findings);
  check_name("kafka.topics.results", kafka.topics.results, findings);
  if (!kafka.topics.dead_letters.empty()) check_name("kafka.topics.dead_letters", kafka.topics.dead_letters, findings);
  if (!kafka.topics.tracking.empty()) check_name("kafka.topics.tracking", kafka.topics.tracking, findings);
}

void check_topics(const KafkaSettings::Topics& topics, Findings& findings) {
  const auto differ = [&](const char* path, const std::string& topic, const char* other_path, const std::string& other) {
    if (topic == other && !topic.empty()) findings.add_at(path, std::string{"expected another topic than "} + other_path + ", found the same one");
  };
  differ("kafka.topics.results", topics.results, "kafka.topics.requests", topics.requests);
  differ("kafka.topics.dead_letters", topics.dead_letters, "kafka.topics.requests", topics.requests);
  differ("kafka.topics.dead_letters", topics.dead_letters, "kafka.topics.results", topics.results);
}

void check_client(const KafkaSettings& kafka, Findings& findings) {
  for (const auto& [name, value] : kafka.client) {
    auto refusal = refusal_of_client_option(name, value);
    if (!refusal) refusal = refusal_by_library(name, value);
    if (refusal) findings.add_at("kafka.client." + name, *refusal);
  }
  if (const auto missing = missing_mechanism(kafka.client); !missing.empty()) findings.add_at("kafka.client.security.protocol", missing);
}

void check_addresses(const SettingsDraft& draft, Findings& findings) {
  const auto url = parse_base_url(draft.settings.api.base_url);
  if (!url && !findings.is_faulty("api.base_url")) findings.add_at("api.base_url", url.error().message);
  const auto& proxy = draft.settings.api.proxy;
  if (const auto read = parse_proxy_url(proxy.reveal()); !read && !proxy.empty() && !findings.is_faulty("api.proxy"))
    findings.add_at("api.proxy", read.error().message + " (it is not shown)");
  const auto listen = parse_listen(draft.listen);
  if (!listen && !findings.is_faulty("admin.listen"))
    findings.add_at("admin.listen", listen.error().message + ", found " + config::shown(draft.listen));
}

void check_client_certificate(const ApiSettings& api, Findings& findings) {
  const char* certificate = "api.client_certificate_file";
  const char* key = "api.client_key_file";
  if (api.client_certificate_file.empty() == api.client_key_file.empty() || findings.is_faulty(certificate) || findings.is_faulty(key)) return;
  const bool has_certificate = !api.client_certificate_file.empty();
  findings.add_at(has_certificate ? certificate : key,
                  std::string{"expected "} + (has_certificate ? key : certificate) + " beside it: both or neither");
}

template <class T>
std::optional<T> number_of(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

bool is_answer(std::string_view key) {
  if (!key.starts_with("http_")) return number_of<std::int64_t>(key).value_or(0) != 0;
  const auto status = number_of<int>(key.substr(5)).value_or(0);
  return status >= 100 && status <= 599;
}

/// The same rules as ErrorTable::override_class, which this library must not use: here they tell the line.
void check_classes(const RetrySettings& retry, Findings& findings) {
  constexpr std::array<std::string_view, 7> kClasses{"transient", "throttled", "quota", "token", "permanent", "operator", "in_doubt"};
  for (const auto& [key, name] : retry.classes) {
    const auto path = "retry.classes." + key;
    if (!is_answer(key))
      findings.add_at(path, "expected an errcode other than 0, such as -502001, or an HTTP status from http_100 to http_599 as the key");
    if (std::find(kClasses.begin(), kClasses.end(), name) == kClasses.end())
      findings.add_at(path, "expected one of transient, throttled, quota, token, permanent, operator, in_doubt, found " + config::shown(name));
  }
}

/// A key of the contract is refused as long as it would have no effect.
void check_not_built(const SettingsDraft& draft, Findings& findings) {
  if (draft.tracking) findings.add_at("tracking.enabled", "tracking is not available in this version: expected false, or no key");
}

}  // namespace

void check_settings(const SettingsDraft& draft, config::Findings& findings) {
  check_durations(draft.settings, findings);
  check_names(draft.settings.kafka, findings);
  check_topics(draft.settings.kafka.topics, findings);
  check_client(draft.settings.kafka, findings);
  check_addresses(draft, findings);
  check_client_certificate(draft.settings.api, findings);
  check_classes(draft.settings.retry, findings);
  check_not_built(draft, findings);
  check_accounts(draft, findings);
}

}  // namespace iw
