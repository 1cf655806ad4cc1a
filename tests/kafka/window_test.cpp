// No job waits for its neighbours (contract, section 9; row W1): what would have filled a partition's window stands before others, and they are called.
#include <filesystem>
#include <fstream>

#include "common/rfc3339.hpp"
#include "tests/kafka/fault_fixture.hpp"

namespace iw::testing {
namespace {

/// Account `held` has a token that the API refuses, `healthy` has a good one.
class Window : public KafkaFault {
 protected:
  void begin(int partitions) {
    settings.accounts_dir = file("accounts");
    std::filesystem::create_directories(settings.accounts_dir);
    prepare(partitions, R"({"refuse_tokens":["old-token"]})");
    write_account("held", "old-token");
    write_account("healthy", "good-token");
  }
  void write_account(const std::string& name, const std::string& token) const {
    const auto path = settings.accounts_dir + "/" + name + ".yaml";
    std::ofstream{path + ".new"} << "token: {kind: static, value: " << token << "}\n";
    std::filesystem::rename(path + ".new", path);
  }
  static Sent of(const std::string& account, int n, int partition, const std::string& more = "") {
    return {std::nullopt, request(account + "/" + std::to_string(n), n % 2 == 0, R"(,"account":")" + account + "\"" + more), {}, partition};
  }
  [[nodiscard]] bool accepted_reach(int count, std::chrono::seconds patience) const {
    return wait_until(
        [&] {
          const auto reasons = history().by_reason();
          const auto ok = reasons.find("ok");
          return ok != reasons.end() && ok->second >= count;
        },
        patience);
  }
};

TEST_F(Window, TenThousandOfAHeldAccountAreNoNeighboursOfTenOfAHealthyOne) {
  begin(1);
  std::vector<Sent> records;
  for (int n = 0; n < 10'000; ++n) records.push_back(of("held", n, 0));
  for (int n = 0; n < 10; ++n) records.push_back(of("healthy", n, 0));
  send(records);
  start_worker();
  ASSERT_TRUE(accepted_reach(10, 20s)) << log_of("worker-0");
  EXPECT_THAT(log_of("worker-0"), HasSubstr("account waits"));
  write_account("held", "new-token");
  ASSERT_TRUE(drains(60s)) << log_of("worker-0");
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("ok"), 10'010);
}

TEST_F(Window, MegabytesOfAHeldAccountLeaveMemoryForAnotherPartition) {
  begin(2);
  std::vector<Sent> records;
  const std::string large = R"(,"x":")" + std::string(1'000'000, 'x') + "\"";
  for (int n = 0; n < 67; ++n) records.push_back(of("held", n, 0, large));
  send(records);
  start_worker();
  ASSERT_TRUE(log_says("account waits")) << log_of("worker-0");
  std::this_thread::sleep_for(2s);  // as much of it is read as may be
  std::vector<Sent> others;
  for (int n = 0; n < 10; ++n) others.push_back(of("healthy", n, 1));
  send(others);
  ASSERT_TRUE(accepted_reach(10, 20s)) << log_of("worker-0");
  write_account("held", "new-token");
  ASSERT_TRUE(drains(60s)) << log_of("worker-0");
  expect_right(history());
}

TEST_F(Window, EverySecondOneThatWaitsForItsTimeHoldsUpNobody) {
  begin(1);
  const auto later = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) + 20s;
  const std::string not_before = R"(,"not_before":")" + format_rfc3339(later) + "\"";
  std::vector<Sent> records;
  for (int n = 0; n < 3'000; ++n) {
    records.push_back(of("healthy", n, 0, not_before));
    records.push_back(of("healthy", 3'000 + n, 0));
  }
  send(records);
  start_worker();
  ASSERT_TRUE(accepted_reach(3'000, 18s)) << log_of("worker-0");
  EXPECT_LT(std::chrono::system_clock::now(), later) << "the test shows nothing: the others were due as well";
  ASSERT_TRUE(drains(60s)) << log_of("worker-0");
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("ok"), 6'000);
}

TEST_F(Window, FullOneIsTakenUpByItsNextOwnerAsItWas) {
  settings.kafka.session_timeout = 6s;
  settings.kafka.transaction_timeout = 5s;
  begin(1);
  // What ends between those that wait makes the ledger longer, until there is no room.
  std::vector<Sent> records;
  for (int n = 0; n < 9'000; ++n) {
    records.push_back(of("held", n, 0));
    records.push_back(of("healthy", n, 0));
  }
  send(records);
  auto& first = start_worker();
  ASSERT_TRUE(log_says("intake has stopped", 60s)) << log_of("worker-0");
  first.kill();
  start_worker("worker-1");
  ASSERT_TRUE(log_says("intake has stopped", 90s, "worker-1")) << log_of("worker-1");
  write_account("held", "new-token");
  ASSERT_TRUE(drains(120s)) << log_of("worker-1");
  expect_right(history());
}

}  // namespace
}  // namespace iw::testing
