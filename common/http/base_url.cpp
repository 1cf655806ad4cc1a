#include "common/http/base_url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/src.hpp>

namespace iw {

Result<BaseUrl> parse_base_url(std::string_view text) {
  const auto parsed = boost::urls::parse_absolute_uri(text);
  if (!parsed) return Error{"expected http:// or https://, a host, perhaps a port and a path"};
  const boost::urls::url_view& url = *parsed;
  if (url.scheme() != "http" && url.scheme() != "https") return Error{"expected the scheme http or https"};
  if (url.has_userinfo()) return Error{"expected no user name or password in the URL"};
  if (url.has_fragment()) return Error{"expected no fragment ('#') in the URL"};
  if (url.has_query()) return Error{"expected no query ('?') in the URL"};
  BaseUrl base;
  base.tls = url.scheme() == "https";
  base.host = url.host_address();
  if (base.host.empty()) return Error{"expected a host name or address behind ://"};
  const std::string own_port = base.tls ? "443" : "80";
  if (url.has_port() && (url.port_number() == 0)) return Error{"expected a port from 1 to 65535"};
  base.port = url.has_port() ? std::string{url.port()} : own_port;
  base.prefix = std::string{url.encoded_path()};
  while (base.prefix.ends_with('/')) base.prefix.pop_back();
  base.authority = std::string{url.encoded_host()} + (base.port == own_port ? "" : ":" + base.port);
  return base;
}

}  // namespace iw
