// Accounts by the hundred, from a directory that is watched: they come, change and go while the worker runs.
#include <filesystem>
#include <fstream>

#include "tests/support/scenario.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class AccountsScenario : public Scenario {
 protected:
  void prepare_directory(int partitions, const std::string& faults = "{}") {
    settings.accounts_dir = file("accounts");
    std::filesystem::create_directories(settings.accounts_dir);
    prepare(partitions, faults);
  }
  void write_account(const std::string& name, const std::string& token) const {
    // As a careful operator does it: written aside, then put in place.
    const auto path = settings.accounts_dir + "/" + name + ".yaml";
    std::ofstream{path + ".new"} << "token: {kind: static, value: " << token << "}\n";
    std::filesystem::rename(path + ".new", path);
  }
  void send_for(const std::string& account, int count, const std::string& folder) {
    std::vector<Sent> records;
    for (int n = 0; n < count; ++n)
      records.push_back({std::nullopt, request(folder + "/" + std::to_string(n), n % 2 == 0, R"(,"account":")" + account + "\""), {}, -1});
    send(records);
  }
  [[nodiscard]] bool log_says(const std::string& text) const {
    return wait_until([&] { return log_of("worker-0").find(text) != std::string::npos; }, 20s);
  }
  [[nodiscard]] int count(const std::string& reason) const {
    const auto reasons = history().by_reason();
    const auto it = reasons.find(reason);
    return it == reasons.end() ? 0 : it->second;
  }
};

TEST_F(AccountsScenario, ComeChangeAndGoWithoutARestart) {
  prepare_directory(2, R"({"refuse_tokens":["old-token"]})");
  write_account("shop-1", "good-token");
  start_worker();
  send_for("shop-1", 20, "one");
  ASSERT_TRUE(wait_for_lag_zero(30s)) << log_of("worker-0");
  EXPECT_EQ(count("ok"), 20);

  write_account("shop-2", "old-token");
  ASSERT_TRUE(log_says("account added\",\"account\":\"shop-2"));
  send_for("shop-2", 20, "two");
  ASSERT_TRUE(log_says("account waits")) << "its token is refused: the account is held, no job burns";
  write_account("shop-2", "new-token");
  ASSERT_TRUE(wait_for_lag_zero(30s)) << "the changed file brings the token that works: " << log_of("worker-0");
  EXPECT_EQ(count("ok"), 40);

  std::filesystem::remove(settings.accounts_dir + "/shop-1.yaml");
  ASSERT_TRUE(log_says("account removed\",\"account\":\"shop-1"));
  send_for("shop-1", 5, "three");
  ASSERT_TRUE(wait_for_lag_zero(30s));
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("invalid_request"), 5);
}

TEST_F(AccountsScenario, BrokenFileHoldsItsNewAccountAndStopsNothingElse) {
  prepare_directory(2);
  std::ofstream{settings.accounts_dir + "/shop-1.yaml"} << "token: {knd: static}\n";
  write_account("shop-2", "good-token");
  start_worker();
  send_for("shop-1", 5, "one");
  send_for("shop-2", 20, "two");
  ASSERT_TRUE(wait_until([&] { return count("ok") == 20; }, 30s)) << log_of("worker-0");
  EXPECT_THAT(log_of("worker-0"), HasSubstr("account file cannot be used"));
  write_account("shop-1", "good-token");
  ASSERT_TRUE(wait_for_lag_zero(30s)) << log_of("worker-0");
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("ok"), 25) << "its jobs have waited for the file";
}

TEST_F(AccountsScenario, FiveHundredMerchantsAreServedInTurn) {
  prepare_directory(4, R"({"latency_ms":5})");
  for (int n = 0; n < 500; ++n) write_account("shop-" + std::to_string(n), "token-" + std::to_string(n));
  std::vector<Sent> records;
  for (int n = 0; n < 2'000; ++n)
    records.push_back(
        {std::nullopt, request("f/" + std::to_string(n), n % 2 == 0, R"(,"account":"shop-)" + std::to_string(n % 500) + "\""), {}, n % 4});
  send(records);
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(60s)) << log_of("worker-0");
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("ok"), 2'000);
}

}  // namespace
}  // namespace iw::testing
