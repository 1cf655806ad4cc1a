// Token calls over HTTP: one client per distinct address, all with the API's own bounds, roots and ways out. Loop thread.
// With token_store the one place where a token meets a URL. It reads no answer's meaning.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "common/http/http_client.hpp"
#include "worker/call/token/fetch/token_call.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// TokenCaller on HttpClient.
class HttpTokenCaller final : public TokenCaller, private HttpSink {
 public:
  HttpTokenCaller(boost::asio::io_context& loop, const ApiSettings& settings) : loop_(loop), settings_(settings) {}
  void send(TokenCall call, std::function<void(const HttpResult&)> done) override;

 private:
  void on_http_end(std::uint64_t id, const HttpResult& result) override;
  [[nodiscard]] Result<HttpClient*> client_for(const std::string& base_url);

  boost::asio::io_context& loop_;
  const ApiSettings settings_;
  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, std::function<void(const HttpResult&)>> under_way_;
  std::map<std::string, std::unique_ptr<HttpClient>> clients_;  ///< by base URL
};

}  // namespace iw
