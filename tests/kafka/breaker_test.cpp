// An API that is away (contract, section 4, breaker): refusing, answering -1, or hanging. No job pays for it, and speed is back when it is.
#include "tests/kafka/fault_fixture.hpp"

namespace iw::testing {
namespace {

class BreakerScenario : public KafkaFault {
 protected:
  /// `away` are the faults of the outage. UPSERTs only: a lost answer of an INSERT puts its job in doubt, as it should.
  void play(const std::string& away, int most_calls) {
    settings.breaker = {20, 1s};
    settings.retry.initial = 200ms;
    settings.api.timeout = 1s;
    settings.api.connect_timeout = 1s;
    settings.api.max_in_flight = 64;
    prepare(2, R"({"latency_ms":20})");
    std::vector<Sent> records;
    for (int n = 0; n < 4'000; ++n) records.push_back({std::nullopt, request("files/" + std::to_string(n), false), {}, n % 2});
    send(records);
    start_worker();
    ASSERT_TRUE(calls_reach(200)) << log_of("worker-0");
    set_faults(away);
    ASSERT_TRUE(log_says("\"state\":\"broken\"")) << log_of("worker-0");
    std::this_thread::sleep_for(2s);  // what was under way when it broke has come back
    const auto before = calls_so_far();
    std::this_thread::sleep_for(8s);
    EXPECT_LE(calls_so_far() - before, most_calls) << "one probe a second";
    set_faults(R"({"latency_ms":20})");
    const auto healed = calls_so_far();
    ASSERT_TRUE(calls_reach(healed + 1'000, 5s)) << "speed is full again within five seconds: " << log_of("worker-0");
    ASSERT_TRUE(drains(60s)) << log_of("worker-0");
    const auto seen = history();
    expect_right(seen);
    EXPECT_EQ(seen.by_reason().at("ok"), 4'000) << "no job failed";
  }
};

TEST_F(BreakerScenario, SystemErrorsStopCallsAndNoJobFails) { play(R"({"latency_ms":20,"shares":{"-1":1}})", 9); }

TEST_F(BreakerScenario, AnApiThatHangsIsLeftAloneAndNoJobFails) { play(R"({"latency_ms":3000})", 6); }

}  // namespace
}  // namespace iw::testing
