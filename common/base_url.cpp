#include "common/base_url.hpp"

#include <algorithm>
#include <charconv>

namespace iw {

namespace {

constexpr std::string_view kNameCharacters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_";
constexpr std::string_view kIpv6Characters = "0123456789abcdefABCDEF:.";

bool has_only(std::string_view text, std::string_view allowed) { return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos; }

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional{port} : std::nullopt;
}

bool is_visible(char c) { return c > 0x20 && c < 0x7F; }

/// The scheme's length with "://", or 0; schemes are case-insensitive (RFC 3986, section 3.1).
std::size_t scheme_size(std::string_view text, std::string_view scheme) {
  const auto same = [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); };
  return text.size() >= scheme.size() && std::equal(scheme.begin(), scheme.end(), text.begin(), same) ? scheme.size() : 0;
}

}  // namespace

std::optional<HostAndPort> parse_host_and_port(std::string_view text) {
  const bool bracketed = text.starts_with('[');
  const auto end = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (end == std::string_view::npos) return std::nullopt;
  const auto host = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
  if (!has_only(host, bracketed ? kIpv6Characters : kNameCharacters) || (bracketed && host.find(':') == std::string_view::npos)) return std::nullopt;
  const auto rest = text.substr(bracketed ? end + 1 : end);
  if (rest.empty()) return HostAndPort{std::string{host}, std::nullopt};
  const auto port = rest.starts_with(':') ? port_of(rest.substr(1)) : std::nullopt;
  return port ? std::optional{HostAndPort{std::string{host}, port}} : std::nullopt;
}

Result<BaseUrl> parse_base_url(std::string_view text) {
  const auto plain = scheme_size(text, "http://");
  const auto secure = scheme_size(text, "https://");
  if (plain + secure == 0) return Error{"expected a URL that begins with http:// or https://"};
  const auto rest = text.substr(plain + secure);
  if (rest.find_first_of("?#") != std::string_view::npos) return Error{"expected a URL without query ('?') and fragment ('#')"};
  if (!std::all_of(rest.begin(), rest.end(), is_visible)) return Error{"expected a URL of visible ASCII characters: percent-encode the others"};
  const auto authority = rest.substr(0, rest.find('/'));
  if (authority.find('@') != std::string_view::npos) return Error{"expected a URL without user name and password"};
  const auto address = parse_host_and_port(authority);
  if (!address || address->port == std::uint16_t{0}) return Error{"expected a host name or address behind ://, and perhaps a port from 1 to 65535"};

  BaseUrl url;
  url.tls = secure > 0;
  url.host = address->host;
  const std::uint16_t own_port = url.tls ? 443 : 80;
  url.port = std::to_string(address->port.value_or(own_port));
  url.prefix = rest.substr(authority.size());
  while (url.prefix.ends_with('/')) url.prefix.pop_back();
  url.authority = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
  if (address->port.value_or(own_port) != own_port) url.authority += ":" + url.port;
  return url;
}

}  // namespace iw
