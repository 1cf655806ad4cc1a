// The API over HTTP: puts the account's token into the request's prepared head and hands the call to the client. Loop thread.
// It reads no answer's meaning, and it is the one place where a token meets a URL.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/error.hpp"
#include "common/http/http_client.hpp"
#include "worker/call/token/token_store.hpp"
#include "worker/ports/api.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// Api on one HttpClient. The heads are kept per path and account and made anew when the token's version changes.
class HttpApi final : public Api, private HttpSink {
 public:
  /// The error names what is wrong with base_url or ca_file.
  [[nodiscard]] static Result<std::unique_ptr<HttpApi>> create(boost::asio::io_context& loop, const Settings& settings,
                                                                     const TokenStore& tokens);

  /// Who is told how calls ended; set once, before the first call.
  void report_to(ApiEvents& events) { events_ = &events; }
  void start_call(CallId id, const ApiCall& call, TimePoint not_after) override;
  void withdraw_unsent() override { client_->withdraw_unsent(); }

 private:
  /// The fixed part of a request, with the token of this version in it.
  struct Head {
    std::uint64_t version = 0;
    Secret text;
  };
  /// The heads of one path, by account.
  struct Path {
    std::string_view path;
    std::vector<Head> heads;
  };
  explicit HttpApi(const TokenStore& tokens) : tokens_(tokens) {}
  void on_http_end(std::uint64_t id, const HttpResult& result) override { events_->on_call_end(id, result); }
  [[nodiscard]] std::string_view head_for(const ApiCall& call);

  const TokenStore& tokens_;
  std::vector<Path> paths_;  ///< one for each kind of job: a handful
  ApiEvents* events_ = nullptr;
  std::unique_ptr<HttpClient> client_;
};

/// The client's options, from the settings.
[[nodiscard]] HttpOptions http_options(const ApiSettings& settings);

}  // namespace iw
