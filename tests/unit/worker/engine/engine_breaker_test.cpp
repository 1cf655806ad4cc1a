// An API that is away: calls stop, jobs keep their attempts, probes find out when it is back (contract, section 4, breaker).
#include <gmock/gmock.h>

#include "tests/unit/worker/engine/engine_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class EngineBreaker : public EngineFixture {
 protected:
  EngineBreaker() {
    settings.breaker = {5, 10s};
    settings.retry.attempts = 4;
    settings.api.max_in_flight = 4;
  }
  void fail_all() {
    while (!api.open.empty()) fail_with(-1);
  }
  /// Lets time pass while each call fails.
  void away_for(Duration time) {
    for (Duration gone{}; gone < time; gone += 250ms) {
      fail_all();
      run_for(250ms);
    }
    fail_all();
  }
  [[nodiscard]] AccountStatus account() { return engine->status().accounts[0]; }
};

TEST_F(EngineBreaker, OutageBurnsNoBacklogAndEndsWithTheFirstGoodAnswer) {
  start();
  for (int n = 0; n < 50; ++n) (void)send(request());
  away_for(10min);
  EXPECT_EQ(account().state, "broken");
  EXPECT_THAT(account().why, HasSubstr("5 calls in a row brought nothing good"));
  EXPECT_LE(api.started, 4U + 5U + 60U) << "what was under way, and a probe every ten seconds";
  EXPECT_TRUE(transactions.visible.empty()) << "no job has failed";
  run_for(11s);
  ASSERT_EQ(api.open.size(), 1U);
  accept();
  EXPECT_EQ(account().state, "open");
  EXPECT_EQ(api.open.size(), 4U) << "all slots are used again at once";
  for (int n = 0; n < 200 && !engine->idle(); ++n) {
    while (!api.open.empty()) accept();
    run_for(500ms);
  }
  EXPECT_EQ(committed(), 50);
  for (const auto& record : transactions.visible) EXPECT_EQ(find_header(record.headers, "ce_type"), "import.accepted");
}

TEST_F(EngineBreaker, LostAnswersBreakItToo) {
  start();
  for (int n = 0; n < 50; ++n) (void)send(request("insert"));
  run_for(300ms);
  for (int n = 0; n < 40; ++n) {
    while (!api.open.empty()) end_call({.phase = HttpPhase::unanswered, .error = "timed out"});
    run_for(1s);
  }
  EXPECT_EQ(account().state, "broken");
  EXPECT_LE(transactions.visible.size(), 2 * (8U + 4U)) << "in doubt is what was under way and the probes, not the backlog";
}

TEST_F(EngineBreaker, PoisonJobFailsAlone) {
  start();
  const auto poison = send(request("upsert", R"(,"request_id":"poison")"));
  for (int n = 0; n < 4; ++n) {
    ASSERT_EQ(api.open.size(), 1U);
    fail_with(-1);
    (void)send(request());
    accept();
    run_for(61s);
  }
  EXPECT_EQ(account().state, "open");
  EXPECT_EQ(events(poison), one("import.failed"));
  EXPECT_THAT(value_of_event(poison), HasSubstr(R"("reason":"exhausted")"));
}

TEST_F(EngineBreaker, DeadlinesGoOnWhileItIsBroken) {
  settings.retry.deadline = 5min;
  start();
  for (int n = 0; n < 10; ++n) (void)send(request());
  away_for(20min);
  run_for(2s);
  EXPECT_EQ(account().state, "broken");
  std::size_t expired = 0;
  for (const auto& record : transactions.visible)
    if (record.topic == OutgoingTopic::results && record.value->find(R"("reason":"expired")") != std::string::npos) ++expired;
  EXPECT_GE(expired, 4U) << "those that had called: a deadline of `retry` limits retries";
}

TEST_F(EngineBreaker, OtherAccountsGoOn) {
  settings.accounts.push_back({.name = "other"});
  start();
  for (int n = 0; n < 10; ++n) (void)send(request());
  away_for(30s);
  ASSERT_EQ(account().state, "broken");
  const auto offset = send(request("upsert", R"(,"account":"other")"));
  ASSERT_FALSE(api.open.empty());
  accept();
  run_for(500ms);
  EXPECT_EQ(events(offset), one("import.accepted"));
  EXPECT_EQ(account().state, "broken");
}

TEST_F(EngineBreaker, IntentFromBeforeItBrokeMakesNoCall) {
  settings.breaker.failures = 1;
  settings.api.max_in_flight = 1;
  start();
  (void)send(request());
  (void)send(request("insert"));
  land();  // its intent is recorded, the only slot is taken
  ASSERT_EQ(api.open.size(), 1U);
  fail_with(-1);
  EXPECT_EQ(account().state, "broken");
  EXPECT_TRUE(api.open.empty()) << "it waits for the probe";
  run_for(11s);
  EXPECT_EQ(api.open.size(), 1U);
}

}  // namespace
}  // namespace iw::testing
