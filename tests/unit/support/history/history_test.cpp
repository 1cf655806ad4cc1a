// A history is told to the checker as facts: nothing of what was recorded may get lost or change its meaning on the way.
#include <gtest/gtest.h>

#include "tests/unit/support/history/one_run.hpp"

namespace iw::testing {
namespace {

TEST(History, OfARightRunIsRight) { EXPECT_EQ(check(OneRun{}.history), std::vector<std::string>{}); }

TEST(History, TellsWhenThingsHappened) {
  const auto facts = facts_of(OneRun{}.history);
  EXPECT_EQ(facts.committed.at(0).when.time, since_epoch(100));
  EXPECT_EQ(facts.called.at(0).when.time, since_epoch(150));
  EXPECT_EQ(facts.told.at(0).when.time, since_epoch(161));
  EXPECT_EQ(facts.told.at(0).decided.value().time, since_epoch(160));
  EXPECT_EQ(facts.told.at(0).when.order, since_epoch(161).count());
}

TEST(History, TellsTheLedgerOfEachCommit) {
  const auto facts = facts_of(OneRun{}.history);
  EXPECT_EQ(facts.committed.at(0).ledger.runs, (std::vector<LedgerRun>{{0, 1, {OffsetKind::started, 1}}}));
  EXPECT_EQ(facts.committed.at(1).stamp, (LedgerStamp{1, 2}));
  EXPECT_FALSE(facts.committed.at(1).by_hand);
}

TEST(History, TellsCommitsWithoutALedgerAsMadeByHand) {
  OneRun run;
  run.history.commits.push_back({0, 5, "", at_ms(200)});
  run.history.commits.push_back({0, 5, "somebody else's", at_ms(201)});
  const auto facts = facts_of(run.history);
  EXPECT_TRUE(facts.committed.at(2).by_hand);
  EXPECT_TRUE(facts.committed.at(3).by_hand);
  EXPECT_EQ(facts.committed.at(3).ledger.offset, 5);
  EXPECT_TRUE(run.finds("I8"));
  run.history.commits_by_hand = true;
  EXPECT_FALSE(run.finds("I8"));
}

TEST(History, KnowsWhenAPartitionWasTakenUp) {
  OneRun run;
  run.history.logs.push_back(R"({"time":")" + time_text(50) + R"(","level":"info","msg":"partition taken up","partition":3,"offset":0,"open":0})" +
                             "\nnot json\n");
  const auto facts = facts_of(run.history);
  ASSERT_EQ(facts.taken_up.size(), 1u);
  EXPECT_EQ(facts.taken_up[0].partition, 3);
  EXPECT_EQ(facts.taken_up[0].when.time, since_epoch(50));
}

TEST(History, WantsDeadLettersThatEqualTheirRequests) {
  const auto failed = [](auto add_letters) {
    OneRun run;
    run.history.requests.push_back({0, 1, at_ms(0), "k", "not json", {}});
    run.event(1, R"("outcome":"failed","reason":"invalid_request")", 165);
    add_letters(run);
    return run;
  };
  EXPECT_TRUE(failed([](OneRun&) {}).finds("I2: 0/1: 0 dead letters"));
  EXPECT_FALSE(failed([](OneRun& run) { run.letter(1, "not json"); }).finds("I2: 0/1: its dead letter"));
  EXPECT_TRUE(failed([](OneRun& run) { run.letter(1, "not JSON"); }).finds("I2: 0/1: its dead letter differs"));
  EXPECT_FALSE(failed([](OneRun& run) { run.letter(1, std::nullopt, {{"dead-letter-truncated", "8"}}); }).finds("I2: 0/1: its dead letter"));
}

TEST(History, IsSearchedForSecretsEverywhere) {
  const auto shows = [](auto put) {
    OneRun run;
    run.history.secrets = {"s3cret"};
    put(run.history);
    return run.finds("I9");
  };
  EXPECT_FALSE(shows([](History&) {}));
  EXPECT_TRUE(shows([](History& history) { history.logs.push_back("a s3cret"); }));
  EXPECT_TRUE(shows([](History& history) { history.shown.push_back({"the metrics", "a s3cret"}); }));
  EXPECT_TRUE(shows([](History& history) { history.results[0].value->append("s3cret"); }));
  EXPECT_TRUE(shows([](History& history) { history.results[0].headers.push_back({"ce_id", "s3cret"}); }));
  EXPECT_TRUE(shows([](History& history) { history.dead_letters.push_back({0, 0, {}, {}, "s3cret", {}}); }));
  EXPECT_TRUE(shows([](History& history) { history.dead_letters.push_back({0, 0, {}, {}, {}, {{"dead-letter-detail", "s3cret"}}}); }));
}

TEST(History, WithLagHasNotComeToItsEnd) {
  OneRun run;
  run.history.lag = 1;
  EXPECT_TRUE(run.finds("I10"));
}

TEST(History, WithARecordThatIsNoEventIsWrong) {
  OneRun run;
  run.history.results.push_back({0, 9, at_ms(1), {}, "not json", {}});
  EXPECT_TRUE(run.finds("I1: records on the result topic"));
}

TEST(History, TellsTheRulesOfItsSettings) {
  OneRun run;
  run.history.settings.kafka.topics.dead_letters.clear();
  run.history.settings.kafka.session_timeout = std::chrono::seconds{6};
  run.history.settings.retry.attempts = 3;
  const auto rules = facts_of(run.history).rules;
  EXPECT_FALSE(rules.dead_letters);
  EXPECT_FALSE(rules.ordered);
  EXPECT_EQ(rules.freshness, std::chrono::seconds{3});
  EXPECT_EQ(rules.attempts, 3);
  EXPECT_EQ(rules.backoff.initial, std::chrono::milliseconds{100});
}

TEST(History, HandsWhatProcessesUsedToTheChecker) {
  OneRun run;
  run.history.samples = {{"worker-0", 1, 2, 3}};
  run.history.caps = {.threads = 2};
  EXPECT_TRUE(run.finds("I10: worker-0 used 3 threads"));
}

}  // namespace
}  // namespace iw::testing
