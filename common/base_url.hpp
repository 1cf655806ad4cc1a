// The address of an HTTP service: scheme, host, port, path prefix. Pure, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/error.hpp"

namespace iw {

/// Where an HTTP service lives.
struct BaseUrl {
  bool tls = false;
  std::string host;       ///< a name or an address, IPv6 without brackets
  std::string port;       ///< decimal
  std::string prefix;     ///< "" or "/path", without a slash at its end
  std::string authority;  ///< as the Host header wants it: the port only when it is not the scheme's own
};

/// A host and, where one was given, a port.
struct HostAndPort {
  std::string host;  ///< a name or an address, IPv6 without brackets
  std::optional<std::uint16_t> port;
};

/// Reads host or host:port; an IPv6 address stands in brackets. Nothing when it is neither.
[[nodiscard]] std::optional<HostAndPort> parse_host_and_port(std::string_view text);

/// Reads http(s)://host[:port][/prefix]. User info, query and fragment are refused: secrets have no place in a configured URL.
/// The error says what is wrong and never shows the text.
[[nodiscard]] Result<BaseUrl> parse_base_url(std::string_view text);

}  // namespace iw
