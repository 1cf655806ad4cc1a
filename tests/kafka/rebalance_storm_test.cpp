// Workers that come and go all the time (B4): progress, and nothing skipped or told twice.
#include <csignal>
#include <random>

#include "tests/kafka/fault_fixture.hpp"

namespace iw::testing {
namespace {

class RebalanceStorm : public KafkaFault {};

TEST_F(RebalanceStorm, WorkersThatJoinAndLeaveEverySecondOrTwoStillMakeProgress) {
  settings.kafka.static_membership = false;
  settings.api.max_in_flight = 32;
  prepare(8, R"({"seed":9,"latency_ms":50,"shares":{"-1":0.05}})");
  send_mixed(6'000, 8);
  start_worker("stays");
  ASSERT_TRUE(calls_reach(100));
  std::mt19937 random{20261124};
  std::map<std::string, WorkerProcess*> guests{{"guest-1", nullptr}, {"guest-2", nullptr}, {"guest-3", nullptr}};
  const auto at_start = calls_so_far();
  const auto until = std::chrono::steady_clock::now() + 20s;
  int changes = 0;
  for (; std::chrono::steady_clock::now() < until; ++changes) {
    auto& [name, guest] = *std::next(guests.begin(), std::uniform_int_distribution<long>{0, 2}(random));
    if (guest == nullptr) {
      guest = &start_worker(name);
    } else if (std::bernoulli_distribution{0.7}(random)) {
      EXPECT_EQ(std::exchange(guest, nullptr)->stop(), 0);
    } else {
      std::exchange(guest, nullptr)->kill();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{std::uniform_int_distribution<int>{1'000, 3'000}(random)});  // the storm's pace
  }
  EXPECT_GE(changes, 6);
  EXPECT_GT(calls_so_far(), at_start + 100) << "no progress in the storm";
  for (auto& [name, guest] : guests)
    if (guest != nullptr) (void)guest->stop();
  ASSERT_TRUE(drains(150s)) << log_of("stays");
  expect_right(history());
}

}  // namespace
}  // namespace iw::testing
