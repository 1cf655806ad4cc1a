#include "common/proxy_url.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <optional>

#include "common/base_url.hpp"

namespace iw {

namespace {

constexpr std::string_view kScheme = "http://";

int digit_of(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto at = kDigits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// Without percent-encoding; nothing when that is broken.
std::optional<Secret> decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());  // no copy of a secret is left behind by growing
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded.push_back(text[i]);
      continue;
    }
    const int high = i + 2 < text.size() ? digit_of(text[i + 1]) : -1, low = i + 2 < text.size() ? digit_of(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    decoded.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return Secret{std::move(decoded)};
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool is_visible(char c) { return c > 0x20 && c < 0x7F; }

/// "Basic " and the pair in base64.
Secret basic(const Secret& user, const Secret& password) {
  std::string pair;
  pair.reserve(user.reveal().size() + 1 + password.reveal().size());
  pair.append(user.reveal()).append(":").append(password.reveal());
  const std::string word = "Basic ";
  std::string value(word.size() + (pair.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock writes a zero behind its text
  std::copy(word.begin(), word.end(), value.begin());
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(value.data()) + word.size(), reinterpret_cast<const unsigned char*>(pair.data()),
                  static_cast<int>(pair.size()));
  value.pop_back();
  OPENSSL_cleanse(pair.data(), pair.size());
  return Secret{std::move(value)};
}

Result<Secret> authorization_of(std::string_view user_info) {
  const auto colon = std::min(user_info.find(':'), user_info.size());
  const auto user = decode(user_info.substr(0, colon));
  const auto password = decode(user_info.substr(std::min(colon + 1, user_info.size())));
  if (!user || !password) return Error{"expected user and password percent-encoded: % is followed by two hexadecimal digits"};
  // RFC 7617, section 2: the first colon ends the user's name, and neither part holds a control character.
  if (user->empty() || user->reveal().find(':') != std::string_view::npos) return Error{"expected a user name without a colon before the @"};
  if (has_control_character(user->reveal()) || has_control_character(password->reveal()))
    return Error{"expected user and password without control characters"};
  return basic(*user, *password);
}

/// Where user info ends: behind the last @ of the authority. 0: there is none.
std::size_t user_info_size(std::string_view rest) {
  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  const auto at = authority.rfind('@');
  return at == std::string_view::npos ? 0 : at + 1;
}

}  // namespace

Result<ProxyUrl> parse_proxy_url(std::string_view text) {
  if (!text.starts_with(kScheme)) return Error{"expected a proxy as http://host:port or http://user:password@host:port"};
  auto rest = text.substr(kScheme.size());
  if (!std::all_of(rest.begin(), rest.end(), is_visible)) return Error{"expected a proxy of visible ASCII characters: percent-encode the others"};
  ProxyUrl proxy;
  if (const auto size = user_info_size(rest); size > 0) {
    auto authorization = authorization_of(rest.substr(0, size - 1));
    if (!authorization) return authorization.error();
    proxy.authorization = std::move(*authorization);
    rest.remove_prefix(size);
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const auto address = parse_host_and_port(rest);
  if (!address || !address->port || *address->port == 0)
    return Error{
        "expected host:port of the proxy with a port from 1 to 65535 and nothing behind it; a special character in user or password stands "
        "percent-encoded"};
  proxy.host = address->host;
  proxy.port = std::to_string(*address->port);
  proxy.authority = (proxy.host.find(':') == std::string::npos ? proxy.host : "[" + proxy.host + "]") + ":" + proxy.port;
  return proxy;
}

std::string mask_proxy_url(std::string_view text) {
  // What has not the form of a proxy could hold a secret anywhere: nothing of it is shown.
  if (text.empty()) return {};
  if (!parse_proxy_url(text)) return "*****";
  const auto rest = text.substr(kScheme.size());
  const auto size = user_info_size(rest);
  return std::string{kScheme} + (size > 0 ? "*****@" : "") + std::string{rest.substr(size)};
}

}  // namespace iw
