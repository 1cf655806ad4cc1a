#include "worker/settings/addresses.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace iw {

namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kHexadecimal = "0123456789abcdefABCDEF:.";
constexpr std::size_t kLongestTopic = 249;  // Kafka's Topic.validate

bool is_one_of(char c, std::string_view allowed) { return allowed.find(c) != std::string_view::npos; }

bool has_only(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return is_one_of(c, kDigits) || is_one_of(c, kLetters) || is_one_of(c, more); });
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional{port} : std::nullopt;
}

/// host and what follows it: empty, or a colon and the port.
struct HostAndRest {
  std::string_view host;
  std::string_view rest;
};

/// Nothing when the host is neither a name, nor an IPv4 address, nor an IPv6 address in brackets.
std::optional<HostAndRest> split_host(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const auto host = text.substr(1, end - 1);
    const bool good = host.find(':') != std::string_view::npos && host.find_first_not_of(kHexadecimal) == std::string_view::npos;
    return good ? std::optional{HostAndRest{host, text.substr(end + 1)}} : std::nullopt;
  }
  const auto colon = std::min(text.find(':'), text.size());
  const auto host = text.substr(0, colon);
  return !host.empty() && has_only(host, ".-_") ? std::optional{HostAndRest{host, text.substr(colon)}} : std::nullopt;
}

bool is_visible(char c) { return c > 0x20 && c < 0x7F; }

}  // namespace

Result<void> check_base_url(std::string_view url) {
  const bool plain = url.starts_with("http://");
  if (!plain && !url.starts_with("https://")) return Error{"expected a URL that begins with http:// or https://"};
  const auto rest = url.substr(plain ? 7 : 8);
  if (rest.find_first_of("?#") != std::string_view::npos) return Error{"expected a URL without query ('?') and fragment ('#')"};
  if (!std::all_of(rest.begin(), rest.end(), is_visible)) return Error{"expected a URL of visible ASCII characters: percent-encode the others"};
  const auto authority = rest.substr(0, rest.find('/'));
  if (authority.find('@') != std::string_view::npos) return Error{"expected a URL without user name and password"};
  const auto parts = split_host(authority);
  if (!parts) return Error{"expected a host name or address behind ://"};
  if (parts->rest.empty()) return {};
  if (!parts->rest.starts_with(':') || port_of(parts->rest.substr(1)).value_or(0) == 0)
    return Error{"expected a port from 1 to 65535 behind the host"};
  return {};
}

Result<AdminSettings> parse_listen(std::string_view text) {
  const auto parts = split_host(text);
  const auto port = parts && parts->rest.starts_with(':') ? port_of(parts->rest.substr(1)) : std::nullopt;
  if (!port) return Error{"expected host:port such as 127.0.0.1:8080 or [::1]:8080, with a port from 0 (any free one) to 65535"};
  return AdminSettings{std::string{parts->host}, *port};
}

std::string format_listen(const AdminSettings& admin) {
  const bool is_ipv6 = admin.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + admin.host + "]" : admin.host) + ":" + std::to_string(admin.port);
}

bool is_kafka_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestTopic && has_only(name, "._-") && name != "." && name != "..";
}

}  // namespace iw
