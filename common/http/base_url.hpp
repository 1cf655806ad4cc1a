// The address of an HTTP service: scheme, host, port, path prefix. Pure, any thread.
#pragma once

#include <string>
#include <string_view>

#include "common/error.hpp"

namespace iw {

/// Where an HTTP service lives.
struct BaseUrl {
  bool tls = false;
  std::string host;    ///< a name or an address, IPv6 without brackets
  std::string port;    ///< decimal
  std::string prefix;  ///< "" or "/path", without a slash at its end
  std::string authority;  ///< as the Host header wants it: the port only when it is not the scheme's own
};

/// Reads "https://host[:port][/prefix]". User info, query and fragment are refused: secrets have no place in a configured URL.
[[nodiscard]] Result<BaseUrl> parse_base_url(std::string_view text);

}  // namespace iw
