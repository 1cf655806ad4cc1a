// The import API over HTTP: puts the account's token into the request's prepared head and hands the call to the client. Loop thread.
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
#include "worker/ports/import_api.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// ImportApi on one HttpClient. The heads are kept per account and made anew when the token's version changes.
class HttpImportApi final : public ImportApi, private HttpSink {
 public:
  /// The error names what is wrong with base_url or ca_file.
  [[nodiscard]] static Result<std::unique_ptr<HttpImportApi>> create(boost::asio::io_context& loop, const Settings& settings,
                                                                     const TokenStore& tokens);

  /// Who is told how calls ended; set once, before the first call.
  void report_to(ApiEvents& events) { events_ = &events; }
  void start_call(CallId id, std::size_t account, std::string_view body, TimePoint not_after) override;
  void withdraw_unsent() override { client_->withdraw_unsent(); }

 private:
  /// The fixed part of a request, with the token of this version in it.
  struct Head {
    std::uint64_t version = 0;
    Secret text;
  };
  explicit HttpImportApi(const TokenStore& tokens) : tokens_(tokens) {}
  void on_http_end(std::uint64_t id, const HttpResult& result) override { events_->on_call_end(id, result); }
  [[nodiscard]] std::string_view head_for(std::size_t account);

  const TokenStore& tokens_;
  std::vector<Head> heads_;
  ApiEvents* events_ = nullptr;
  std::unique_ptr<HttpClient> client_;
};

/// The client's options, from the settings.
[[nodiscard]] HttpOptions http_options(const ApiSettings& settings);

}  // namespace iw
