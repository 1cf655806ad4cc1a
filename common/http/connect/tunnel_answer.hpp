// Reads a proxy's answer to CONNECT as it comes in, within bounds (RFC 9110, section 9.3.6). Loop thread; no I/O.
#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/proxy_url.hpp"

namespace iw {

/// The request that asks a proxy for a tunnel to host:port, credentials included.
[[nodiscard]] Secret make_connect_head(const ProxyUrl& proxy, std::string_view host, std::string_view port);

/// One answer. Only 200 opens a tunnel, and nothing may follow its header yet: neither TLS nor HTTP lets a server speak first, so bytes there would
/// be the proxy's own, posing as the API's.
class TunnelAnswer {
 public:
  /// How the answer stands.
  enum class State : std::uint8_t { incomplete, open, refused };

  /// `max_bytes`: of all headers together, interim answers included.
  explicit TunnelAnswer(std::size_t max_bytes) : max_bytes_(max_bytes) { next_message(); }
  /// Takes the next bytes.
  [[nodiscard]] State feed(std::string_view bytes);
  /// Refused: what the proxy did, for a sentence that begins with the proxy. Never what it wrote: it may echo the credentials.
  [[nodiscard]] const std::string& refusal() const { return refusal_; }

 private:
  using Parser = boost::beast::http::parser<false, boost::beast::http::empty_body>;
  void next_message();
  State refuse(std::string why);
  State judge();

  std::size_t max_bytes_;
  std::size_t taken_ = 0;
  std::string unread_;
  std::optional<Parser> parser_;
  std::string refusal_;
};

}  // namespace iw
