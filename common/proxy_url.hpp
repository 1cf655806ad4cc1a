// The address of an HTTP proxy, perhaps with the credentials that it asks for. Pure, any thread. It reads no environment: https_proxy and its like
// mean nothing to the worker, so that what it does is what its configuration says.
#pragma once

#include <string>
#include <string_view>

#include "common/error.hpp"
#include "common/secret.hpp"

namespace iw {

/// Where a proxy listens, and what it wants to hear.
struct ProxyUrl {
  std::string host;       ///< a name or an address, IPv6 without brackets
  std::string port;       ///< decimal
  std::string authority;  ///< host:port for people and errors
  Secret authorization;   ///< value of Proxy-Authorization (Basic, RFC 7617); empty: the proxy asks for none
};

/// Reads http://[user:password@]host:port. User and password are percent-decoded. The port must stand there: what a proxy's own port is differs from
/// program to program. The error says what is wrong and never shows the text.
[[nodiscard]] Result<ProxyUrl> parse_proxy_url(std::string_view text);

/// The text with ***** in place of user and password. Without any it is the text itself.
[[nodiscard]] std::string mask_proxy_url(std::string_view text);

}  // namespace iw
