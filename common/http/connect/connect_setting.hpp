// What all connections of a client need to come into being. Loop thread; lives as long as the client.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <optional>

#include "common/base_url.hpp"
#include "common/http/connect/host_resolver.hpp"
#include "common/http/connect/live_tls_context.hpp"
#include "common/proxy_url.hpp"

namespace iw {

/// Where to, and how.
struct ConnectSetting {
  boost::asio::io_context& loop;
  BaseUrl url;
  std::optional<ProxyUrl> proxy;
  std::optional<LiveTlsContext> tls;  ///< set for https
  HostResolver resolver;              ///< of the proxy where there is one, else of the host: behind a proxy, names are the proxy's to look up
  std::chrono::milliseconds attempt_delay;
  std::size_t max_header_bytes;  ///< of an answer, the proxy's included
};

}  // namespace iw
