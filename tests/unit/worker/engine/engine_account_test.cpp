// Accounts, tokens, deadlines and order.
#include "common/rfc3339.hpp"
#include "tests/unit/worker/engine/engine_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;

class EngineAccount : public EngineFixture {
 protected:
  std::string in(std::chrono::milliseconds time) { return format_rfc3339(clock.now().wall + time); }
  std::string with_deadline(std::chrono::milliseconds time) { return request("upsert", R"(,"deadline":")" + in(time) + "\""); }
};

TEST_F(EngineAccount, RefusedTokenHoldsTheAccountAndUsesUpNoAttempt) {
  start();
  const auto offset = send(request());
  fail_with(42001);
  run_for(500ms);
  EXPECT_EQ(api.started, 1u);
  EXPECT_EQ(engine->status().accounts[0].state, "held");
  tokens.versions[0] = 2;
  engine->on_token_renewed(0);
  ASSERT_EQ(api.open.size(), 1u);
  accept();
  run_for(200ms);
  EXPECT_EQ(events(offset), one("import.accepted"));
  EXPECT_NE(value_of_event(offset).find(R"("attempts":1)"), std::string::npos);
}

TEST_F(EngineAccount, HeldAccountSendsOneProbeAtATime) {
  start();
  for (int i = 0; i < 5; ++i) send(request());
  for (int i = 0; i < 5; ++i) fail_with(42001);
  run_for(5s);
  EXPECT_EQ(api.open.size(), 1u);
  accept();
  EXPECT_EQ(engine->status().accounts[0].state, "open");
  EXPECT_EQ(api.open.size(), 4u) << "all go on when the probe succeeds";
}

TEST_F(EngineAccount, OneRenewalServesAllRefusedJobs) {
  tokens.can_renew = true;
  start();
  for (int i = 0; i < 8; ++i) send(request());
  for (int i = 0; i < 8; ++i) fail_with(40001);
  EXPECT_EQ(tokens.renewals.size(), 1u);
  tokens.versions[0] = 2;
  engine->on_token_renewed(0);
  EXPECT_EQ(api.open.size(), 8u);
  for (int i = 0; i < 8; ++i) accept();
  run_for(300ms);
  EXPECT_EQ(committed(), 8);
}

TEST_F(EngineAccount, SameTokenComingBackHoldsInsteadOfLooping) {
  tokens.can_renew = true;
  start();
  send(request());
  fail_with(40001);
  engine->on_token_renewed(0);
  EXPECT_TRUE(api.open.empty());
  EXPECT_EQ(engine->status().accounts[0].state, "held");
  EXPECT_EQ(tokens.renewals.size(), 1u);
}

TEST_F(EngineAccount, ThrottledAccountPausesAndOthersGoOn) {
  settings.accounts.push_back({.name = "other"});
  start();
  const auto first = send(request());
  fail_with(45011);
  send(request());
  EXPECT_TRUE(api.open.empty());
  send(request("upsert", R"(,"account":"other")"));
  ASSERT_EQ(api.open.size(), 1u);
  accept();
  run_for(59s);
  EXPECT_TRUE(api.open.empty());
  run_for(2s);
  EXPECT_EQ(api.open.size(), 2u);
  accept();
  run_for(200ms);
  EXPECT_NE(value_of_event(first).find(R"("attempts":1)"), std::string::npos);
}

TEST_F(EngineAccount, PauseBeyondTheDeadlineEndsTheJobAtOnce) {
  start();
  const auto offset = send(with_deadline(30s));
  fail_with(45011);
  run_for(200ms);
  EXPECT_EQ(events(offset), one("import.failed"));
  EXPECT_NE(value_of_event(offset).find(R"("reason":"expired")"), std::string::npos);
  EXPECT_NE(value_of_event(offset).find("45011"), std::string::npos);
}

TEST_F(EngineAccount, HeldJobExpiresAtItsDeadlineNotBefore) {
  start();
  const auto offset = send(with_deadline(30s));
  fail_with(42001);
  for (int i = 0; i < 29; ++i) {
    run_for(1s);
    while (!api.open.empty()) fail_with(42001);
  }
  EXPECT_TRUE(events(offset).empty());
  run_for(2s);
  EXPECT_EQ(events(offset), one("import.failed"));
}

TEST_F(EngineAccount, DeadlineInThePastMeansNoCall) {
  start();
  const auto offset = send(with_deadline(-1s));
  run_for(200ms);
  EXPECT_EQ(api.started, 0u);
  EXPECT_EQ(events(offset), one("import.failed"));
}

TEST_F(EngineAccount, NotBeforeIsWaitedFor) {
  start();
  send(request("upsert", R"(,"not_before":")" + in(10s) + "\""));
  run_for(9s);
  EXPECT_EQ(api.started, 0u);
  run_for(2s);
  EXPECT_EQ(api.started, 1u);
}

TEST_F(EngineAccount, RetryBeyondTheDeadlineEndsAsExpired) {
  settings.retry.initial = 60s;
  start();
  const auto offset = send(with_deadline(20s));
  fail_with(-1);
  run_for(200ms);
  EXPECT_NE(value_of_event(offset).find(R"("reason":"expired")"), std::string::npos);
}

TEST_F(EngineAccount, RetriesShareTheirBudget) {
  settings.retry.budget = 2;
  settings.retry.initial = 1s;
  start();
  for (int i = 0; i < 6; ++i) send(request());
  for (int i = 0; i < 6; ++i) fail_with(-1);
  run_for(3s);
  EXPECT_EQ(api.started, 8u) << "two tokens, two retries";
  run_for(7s);
  EXPECT_EQ(api.started, 9u) << "ten a minute come by themselves";
}

TEST_F(EngineAccount, JobsOfOneKeyCallOneAfterTheOtherBehindCommits) {
  settings.order_by = OrderBy::key;
  start();
  send(request(), 0, "a");
  send(request(), 0, "a");
  send(request(), 0, "b");
  send(request(), 0);
  EXPECT_EQ(api.open.size(), 3u);
  accept();
  EXPECT_EQ(api.started, 3u) << "the event of the first must commit before the second calls";
  while (land()) {
  }
  EXPECT_EQ(api.started, 4u);
}

TEST_F(EngineAccount, BadKeyDoesNotStopOthers) {
  settings.order_by = OrderBy::collection;
  start();
  send(request());
  const auto second = send(request());
  fail_with(-501007);
  run_for(300ms);
  ASSERT_EQ(api.open.size(), 1u);
  accept();
  run_for(300ms);
  EXPECT_EQ(events(second), one("import.accepted"));
}

TEST_F(EngineAccount, MissingTokenHoldsFromTheStart) {
  tokens.versions[0] = 0;
  start();
  send(request());
  run_for(60s);
  EXPECT_EQ(api.started, 0u);
  tokens.versions[0] = 1;
  engine->on_token_renewed(0);
  EXPECT_EQ(api.started, 1u);
}

TEST_F(EngineAccount, TokenCallThatNeedsAPersonFailsTheJobsUntilATokenIsThere) {
  tokens.versions[0] = 0;
  start();
  const auto waiting = send(request());
  engine->on_token_trouble(0, 40164, "this host's address 1.2.3.4 is not on the list");
  const auto later = send(request());
  run_for(200ms);
  for (const auto offset : {waiting, later}) {
    EXPECT_EQ(events(offset), one("import.failed"));
    EXPECT_NE(value_of_event(offset).find(R"("reason":"operator")"), std::string::npos) << value_of_event(offset);
    EXPECT_NE(value_of_event(offset).find(R"("errcode":40164)"), std::string::npos);
    EXPECT_NE(value_of_event(offset).find("1.2.3.4"), std::string::npos);
    EXPECT_NE(value_of_event(offset).find(R"("attempts":0)"), std::string::npos);
  }
  tokens.versions[0] = 1;
  engine->on_token_renewed(0);
  const auto good = send(request());
  accept();
  run_for(200ms);
  EXPECT_EQ(events(good), one("import.accepted"));
}

TEST_F(EngineAccount, TokenCallThatNeedsAPersonHoldsWhereOperatorIsHeld) {
  settings.retry.hold_operator = true;
  tokens.versions[0] = 0;
  start();
  const auto offset = send(request());
  engine->on_token_trouble(0, 40164, "not on the list");
  run_for(1s);
  EXPECT_TRUE(events(offset).empty());
  tokens.versions[0] = 1;
  engine->on_token_renewed(0);
  accept();
  run_for(200ms);
  EXPECT_EQ(events(offset), one("import.accepted"));
}

TEST_F(EngineAccount, TokenServiceThatDoesNotAnswerHolds) {
  tokens.versions[0] = 0;
  start();
  const auto offset = send(request());
  for (const std::optional<std::int64_t> errcode :
       {std::optional<std::int64_t>{}, std::optional<std::int64_t>{-1}, std::optional<std::int64_t>{45009}})
    engine->on_token_trouble(0, errcode, "not now");
  run_for(1s);
  EXPECT_TRUE(events(offset).empty());
  EXPECT_EQ(engine->status().accounts[0].state, "held");
}

TEST_F(EngineAccount, AccountsComeAndGoWhileTheWorkerRuns) {
  start();
  const auto early = send(request("upsert", R"(,"account":"shop-7")"));
  run_for(100ms);
  EXPECT_NE(value_of_event(early).find(R"("reason":"invalid_request")"), std::string::npos) << "not there yet";
  const auto account = engine->account_index("shop-7");
  engine->put_account(account, {.name = "shop-7"});
  const auto called = send(request("upsert", R"(,"account":"shop-7")"));
  ASSERT_EQ(api.open.size(), 1u);
  EXPECT_EQ(api.open.front().account, account);
  EXPECT_EQ(engine->status().accounts.size(), 2u);

  engine->remove_account(account);
  const auto late = send(request("upsert", R"(,"account":"shop-7")"));
  accept();
  run_for(100ms);
  EXPECT_EQ(events(called), one("import.accepted")) << "a call that is under way comes to its end";
  EXPECT_NE(value_of_event(late).find(R"("reason":"invalid_request")"), std::string::npos);
  EXPECT_EQ(engine->status().accounts.size(), 1u);

  EXPECT_EQ(engine->account_index("shop-7"), account) << "it comes back to its place";
  engine->put_account(account, {.name = "shop-7"});
  const auto again = send(request("upsert", R"(,"account":"shop-7")"));
  accept();
  run_for(100ms);
  EXPECT_EQ(events(again), one("import.accepted"));
}

TEST_F(EngineAccount, JobsOfARemovedAccountEndAndStartNoCall) {
  settings.accounts.push_back({.name = "shop-7"});
  tokens.versions[1] = 0;  // no token yet: its jobs wait
  start();
  std::vector<std::int64_t> offsets;
  for (const char* mode : {"upsert", "insert"}) offsets.push_back(send(request(mode, R"(,"account":"shop-7")")));
  engine->remove_account(1);
  run_for(200ms);
  for (const auto offset : offsets) {
    EXPECT_EQ(events(offset), one("import.failed"));
    EXPECT_NE(value_of_event(offset).find("was removed"), std::string::npos);
  }
  EXPECT_EQ(api.started, 0u);
}

TEST_F(EngineAccount, RetryOfARemovedAccountEndsWhenItWouldCall) {
  start();
  const auto offset = send(request("insert"));
  run_for(100ms);
  fail_with(-1);
  engine->remove_account(0);
  run_for(3s);
  EXPECT_EQ(events(offset), one("import.failed"));
  EXPECT_EQ(api.started, 1u);
}

TEST_F(EngineAccount, JobOfARemovedAccountWithItsIntentRecordedStartsNoCall) {
  settings.api.max_in_flight = 1;
  settings.accounts.push_back({.name = "shop-7"});
  start();
  send(request("insert"));
  const auto offset = send(request("insert", R"(,"account":"shop-7")"));
  run_for(100ms);
  ASSERT_EQ(api.open.size(), 1u) << "the other one has its intent and waits for the slot";
  engine->remove_account(1);
  accept();
  run_for(200ms);
  EXPECT_EQ(api.started, 1u);
  EXPECT_EQ(events(offset), one("import.failed"));
}

TEST_F(EngineAccount, JobThatWaitsForARenewalEndsWhenItsAccountIsRemoved) {
  tokens.can_renew = true;
  start();
  const auto offset = send(request("upsert"));
  fail_with(40001);
  ASSERT_EQ(tokens.renewals.size(), 1u);
  engine->remove_account(0);
  run_for(200ms);
  EXPECT_EQ(events(offset), one("import.failed"));
  EXPECT_EQ(api.started, 1u);
}

TEST_F(EngineAccount, WithoutAnyAccountAnUnknownOneIsStillRefused) {
  settings.accounts.clear();
  start();
  const auto offset = send(request());
  run_for(200ms);
  EXPECT_NE(value_of_event(offset).find(R"("reason":"invalid_request")"), std::string::npos);
}

}  // namespace
}  // namespace iw::testing
