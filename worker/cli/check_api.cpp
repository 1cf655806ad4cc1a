#include <boost/asio/io_context.hpp>
#include <random>

#include "worker/answer/advice.hpp"
#include "worker/call/http_api.hpp"
#include "worker/call/token/http_token_caller.hpp"
#include "worker/call/token/token_store.hpp"
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

/// Gets the accounts' tokens, each once.
class TokenRound final : public TokenEvents {
 public:
  TokenRound(boost::asio::io_context& loop, TokenStore& tokens, std::size_t accounts)
      : loop_(loop), tokens_(tokens), heard_(accounts), why_(accounts) {
    tokens_.report_to(*this);
  }

  /// Until each account has a token or a reason why not. Every call is bounded, so this ends; without one there is nothing to wait for.
  void run() {
    tokens_.look_at_files();
    tokens_.renew_due();
    while (!complete() && loop_.run_one() > 0) tokens_.renew_due();
  }
  /// Why the account has no token.
  [[nodiscard]] std::string why(std::size_t account) const {
    return why_[account].empty() ? "there is no token; check its token file" : "no token: " + why_[account];
  }

  void on_token_renewed(std::size_t account) override { heard_[account] = true; }
  void on_token_trouble(std::size_t account, std::optional<std::int64_t>, std::string message) override {
    heard_[account] = true;
    why_[account] = std::move(message);
  }

 private:
  [[nodiscard]] bool complete() const {
    for (std::size_t account = 0; account < heard_.size(); ++account)
      if (!heard_[account] && tokens_.version(account) == 0) return false;
    return true;
  }
  boost::asio::io_context& loop_;
  TokenStore& tokens_;
  std::vector<bool> heard_;
  std::vector<std::string> why_;
};

}  // namespace

std::vector<Finding> check_api(const Loaded& loaded) {
  const auto& accounts = loaded.settings.accounts;
  boost::asio::io_context loop;
  const SystemClock clock;
  HttpTokenCaller caller{loop, loaded.settings.api};
  TokenStore tokens{loaded.settings, loaded.errors, caller, clock, std::random_device{}()};
  TokenRound round{loop, tokens, accounts.size()};
  round.run();
  std::vector<Finding> findings;
  for (std::size_t account = 0; account < accounts.size(); ++account) {
    if (tokens.version(account) == 0)
      findings.push_back({false, "account " + accounts[account].name + ": " + round.why(account)});
    else
      findings.push_back(OneCall{loaded, tokens, account}.make());
  }
  return findings;
}

}  // namespace iw
