#include <boost/asio/io_context.hpp>

#include "worker/call/advice.hpp"
#include "worker/call/http_import_api.hpp"
#include "worker/cli/checks.hpp"

namespace iw {

namespace {

/// Any answer will do: what counts is whether it is about the token or the account.
constexpr std::string_view kQueryPath = "/tcb/databasemigratequeryinfo";
constexpr std::string_view kQueryBody = R"({"env":"import-worker-check","job_id":0})";

/// Makes one call and waits for its end.
class OneCall final : public HttpSink {
 public:
  OneCall(const Loaded& loaded, const TokenStore& tokens, std::size_t account) : loaded_(loaded), tokens_(tokens), account_(account) {}

  Finding make() {
    boost::asio::io_context loop;
    auto client = HttpClient::create(loop, http_options(loaded_.settings.api), *this);
    if (!client) return {false, client.error().message};
    const Secret head{(*client)->make_post_head(tokens_.token_target(account_, kQueryPath), "application/json")};
    (*client)->send(1, head.reveal(), kQueryBody, TimePoint::max());
    while (!done_ && loop.run_one() > 0) {
    }
    return finding_;
  }

  void on_http_end(std::uint64_t, const HttpResult& result) override {
    done_ = true;
    const Reply reply = read_reply(result, loaded_.errors, tokens_.secrets(account_), system_now());
    const auto& name = loaded_.settings.accounts[account_].name;
    const auto label = "account " + name + ": ";
    if (!reply.answered)
      finding_ = {false, label + "no answer from " + loaded_.settings.api.base_url + ": " + reply.explanation};
    else if (reply.error_class == ErrorClass::token || reply.error_class == ErrorClass::operator_)
      finding_ = {false, label + describe_trouble(reply, name)};
    else if (!reply.answer.errcode)
      finding_ = {false, label + loaded_.settings.api.base_url + " does not answer as the API does: " + reply.explanation};
    else
      finding_ = {true,
                  label + loaded_.settings.api.base_url + " answers and takes the token (errcode " + std::to_string(*reply.answer.errcode) + ")"};
  }

 private:
  const Loaded& loaded_;
  const TokenStore& tokens_;
  std::size_t account_;
  bool done_ = false;
  Finding finding_{false, "no answer"};
};

}  // namespace

std::vector<Finding> check_api(const Loaded& loaded) {
  const TokenStore tokens{loaded.settings};
  std::vector<Finding> findings;
  for (std::size_t account = 0; account < loaded.settings.accounts.size(); ++account) {
    if (tokens.version(account) == 0)
      findings.push_back({false, "account " + loaded.settings.accounts[account].name + ": there is no token; check its token file"});
    else
      findings.push_back(OneCall{loaded, tokens, account}.make());
  }
  return findings;
}

}  // namespace iw
