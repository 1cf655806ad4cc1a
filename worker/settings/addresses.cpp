#include "worker/settings/addresses.hpp"

#include <algorithm>

#include "common/base_url.hpp"

namespace iw {

namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::size_t kLongestTopic = 249;  // Kafka's Topic.validate

bool is_one_of(char c, std::string_view allowed) { return allowed.find(c) != std::string_view::npos; }

bool has_only(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return is_one_of(c, kDigits) || is_one_of(c, kLetters) || is_one_of(c, more); });
}

}  // namespace

Result<AdminSettings> parse_listen(std::string_view text) {
  const auto address = parse_host_and_port(text);
  if (!address || !address->port) return Error{"expected host:port such as 127.0.0.1:8080 or [::1]:8080, with a port from 0 (any free one) to 65535"};
  return AdminSettings{address->host, *address->port};
}

std::string format_listen(const AdminSettings& admin) {
  const bool is_ipv6 = admin.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + admin.host + "]" : admin.host) + ":" + std::to_string(admin.port);
}

Result<ServiceUrl> parse_service_url(std::string_view text) {
  const auto question = std::min(text.find('?'), text.size());
  const auto query = text.substr(question);
  const auto address = parse_base_url(text.substr(0, question));
  if (!address) return address.error();
  const bool visible = std::all_of(query.begin(), query.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  if (!visible || query.find('#') != std::string_view::npos) return Error{"expected a query of visible ASCII characters, without a fragment ('#')"};
  const auto scheme_end = text.find("://") + 3;
  const auto path = std::min(text.find('/', scheme_end), question);
  std::string target{text.substr(path)};
  if (!target.starts_with('/')) target.insert(0, "/");
  return ServiceUrl{(address->tls ? "https://" : "http://") + address->authority, std::move(target)};
}

std::string mask_query(std::string_view url) {
  const auto question = url.find('?');
  return question == std::string_view::npos ? std::string{url} : std::string{url.substr(0, question)} + "?*****";
}

bool is_kafka_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestTopic && has_only(name, "._-") && name != "." && name != "..";
}

}  // namespace iw
