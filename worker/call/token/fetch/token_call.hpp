// The calls that get tokens: where they go and what they hold (wechat.md, Calls). Pure, any thread. TokenCaller carries them out, on the loop thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/http_result.hpp"
#include "common/secret.hpp"
#include "worker/settings/addresses.hpp"

namespace iw {

/// One call. Its target and body may hold secrets.
struct TokenCall {
  std::string base_url;  ///< scheme, host, port, path prefix
  Secret target;         ///< path and query, behind the prefix
  bool is_get = false;   ///< else a POST of JSON
  Secret body;           ///< of a POST
  Secret bearer;         ///< of a GET: for Authorization; may be empty
};

/// Carries calls out: bounded in time and size, no redirect followed.
class TokenCaller {
 public:
  virtual ~TokenCaller() = default;
  /// Sends a call. `done` is called exactly once, never from inside; what it is given lives only that long.
  virtual void send(TokenCall call, std::function<void(const HttpResult&)> done) = 0;
};

/// /cgi-bin/stable_token, never forced: a forced one would throw the other workers out.
[[nodiscard]] TokenCall stable_token_call(const std::string& base_url, std::string_view appid, const Secret& secret);
/// /cgi-bin/component/api_component_token
[[nodiscard]] TokenCall component_token_call(const std::string& base_url, std::string_view appid, const Secret& secret, const Secret& ticket);
/// /cgi-bin/component/api_authorizer_token
[[nodiscard]] TokenCall authorizer_token_call(const std::string& base_url, std::string_view component_appid, const Secret& component_token,
                                              std::string_view authorizer_appid, const Secret& refresh_token);
/// GET of a token service.
[[nodiscard]] TokenCall service_token_call(const ServiceUrl& url, const Secret& bearer);

}  // namespace iw
