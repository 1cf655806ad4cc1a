// A token store whose calls are answered by the test, and whose news the test hears. One thread, no I/O but files.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/unit/worker/call/token/fetch/fetch_fixture.hpp"
#include "worker/call/token/token_store.hpp"

namespace iw::testing {

/// Answers of the stable token call.
inline constexpr const char* kGood = R"({"access_token":"T1","expires_in":7200})";
inline constexpr const char* kNext = R"({"access_token":"T2","expires_in":7200})";

/// The fixture. Accounts are added before the first use of store().
class TokenStoreTest : public ::testing::Test, public TokenEvents {
 protected:
  TokenStoreTest() {
    settings.api.base_url = "https://h";
    settings.retry.initial = std::chrono::seconds{1};
    settings.retry.max = std::chrono::seconds{60};
  }
  void add(const std::string& name, TokenSettings token) { settings.accounts.push_back({name, std::move(token)}); }
  void add_stable(const std::string& name = "a") { add(name, {.kind = TokenKind::stable, .appid = "wx-" + name, .secret = Secret{"app-secret"}}); }
  void add_authorizer(const std::string& name, const std::string& component_file) {
    TokenSettings token{
        .kind = TokenKind::authorizer, .component_appid = "c", .authorizer_appid = name, .refresh_token_file = folder.file("r-" + name)};
    token.component = {.kind = ComponentKind::ticket, .secret = Secret{"component-secret"}, .ticket_file = component_file};
    folder.write("r-" + name, "refresh-" + name);
    add(name, token);
  }
  TokenStore& store() {
    if (!store_) {
      store_ = std::make_unique<TokenStore>(settings, ErrorTable::shipped(), caller, clock, 7);
      store_->report_to(*this);
    }
    return *store_;
  }
  /// Starts what is due, and answers the one call that this brings about.
  void answer(const std::string& body, int status = 200) {
    store().renew_due();
    ASSERT_EQ(caller.open.size(), 1u);
    caller.answer(body, status);
  }
  [[nodiscard]] std::vector<std::string> secrets(std::size_t account = 0) {
    const auto list = store().secrets(account);
    return {list.begin(), list.end()};
  }
  void on_token_renewed(std::size_t account) override { heard.push_back("renewed " + std::to_string(account)); }
  void on_token_trouble(std::size_t account, std::optional<std::int64_t> errcode, std::string message) override {
    heard.push_back("trouble " + std::to_string(account) + " " + (errcode ? std::to_string(*errcode) : "-") + " " + message);
  }

  Folder folder;
  Settings settings;
  ScriptedCaller caller;
  HandClock clock;
  std::vector<std::string> heard;

 private:
  std::unique_ptr<TokenStore> store_;
};

}  // namespace iw::testing
