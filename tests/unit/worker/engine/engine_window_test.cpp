// No job waits for its neighbours: what a partition's window holds, and who waits when it is full (contract, section 9; row W1 of the fault matrix).
#include <gmock/gmock.h>

#include "common/rfc3339.hpp"
#include "tests/unit/worker/engine/engine_fixture.hpp"
#include "worker/ledger/ledger_codec.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;

/// Accounts `default` and `other`; both have their token unless a test says otherwise.
class EngineWindow : public EngineFixture {
 protected:
  EngineWindow() {
    settings.accounts.push_back({.name = "other"});
    settings.api.max_in_flight = 64;
    audited = false;
  }
  static std::string of(const std::string& account) { return request("upsert", R"(,"account":")" + account + "\""); }
  static std::string later() { return request("upsert", R"(,"not_before":"2999-01-01T00:00:00Z","deadline":"2999-02-01T00:00:00Z")"); }
  /// Without a token no call of it is made, and no probe.
  void hold(std::size_t account) { tokens.versions[account] = 0; }
  void open(std::size_t account) {
    tokens.versions[account] = 2;
    engine->on_token_renewed(account);
  }
  void append(int count, const std::string& value, std::int32_t partition = 0) {
    for (int n = 0; n < count; ++n) source.append(partition, value);
  }
  /// Lets everything go on that can: calls are accepted, cycles land. Returns how many calls were accepted.
  std::size_t serve(std::vector<std::int32_t> partitions = {0}) {
    std::size_t accepted = 0;
    for (bool any = true; any;) {
      any = false;
      for (const auto partition : partitions) engine->on_records(partition);
      for (; !api.open.empty(); any = true, ++accepted) accept();
      run_for(200ms);
    }
    return accepted;
  }
  [[nodiscard]] std::size_t told(const char* type) const {
    std::size_t count = 0;
    for (const auto& record : transactions.visible)
      if (record.topic == OutgoingTopic::results && find_header(record.headers, "ce_type") == type) ++count;
    return count;
  }
  [[nodiscard]] std::size_t ledger_size() const { return transactions.committed.at(0).metadata.size(); }
};

TEST_F(EngineWindow, HeldAccountIsNoNeighbourOfAHealthyOne) {
  hold(0);
  start();
  append(10'000, of("default"));
  append(10, of("other"));
  EXPECT_EQ(serve(), 10U);
  EXPECT_EQ(told("import.accepted"), 10U);
  EXPECT_LT(ledger_size(), 200U) << "ten thousand that nobody has touched are a few bits";
  open(0);
  EXPECT_EQ(serve(), 10'000U) << "they wake at once";
  EXPECT_EQ(committed(), 10'010);
}

TEST_F(EngineWindow, ManyAccountsInTurnOnHoldAreNone) {
  for (int n = 2; n < 20; ++n) settings.accounts.push_back({.name = "a" + std::to_string(n)});
  for (std::size_t account = 2; account < 20; ++account) hold(account);
  start();
  for (int n = 0; n < 5'000; ++n) source.append(0, of("a" + std::to_string(2 + n % 18)));
  append(10, of("other"));
  EXPECT_EQ(serve(), 10U);
}

TEST_F(EngineWindow, FarNotBeforesAreNone) {
  start();
  for (int n = 0; n < 3'000; ++n) {
    source.append(0, later());
    source.append(0, request());
  }
  EXPECT_EQ(serve(), 3'000U);
  const auto partition = engine->status().partitions.front();
  EXPECT_EQ(partition.waiting, 3'000U) << "people see that they wait, the ledger need not";
  EXPECT_EQ(partition.pending, 0U);
  EXPECT_LE(ledger_size(), kMaxMetadataSize);
}

TEST_F(EngineWindow, LargeRequestsOfOnePartitionLeaveMemoryForAnother) {
  hold(0);
  start({0, 1, 2});
  append(67, request("upsert", R"(,"x":")" + std::string(1'000'000, 'x') + "\""));
  append(67, request("upsert", R"(,"x":")" + std::string(1'000'000, 'x') + "\""), 1);
  append(10, of("other"), 2);
  EXPECT_EQ(serve({0, 1, 2}), 10U);
}

TEST_F(EngineWindow, PoisonBetweenHeldJobsEnds) {
  hold(0);
  start();
  for (int n = 0; n < 2'000; ++n) {
    source.append(0, of("default"));
    source.append(0, "not a request");
  }
  (void)serve();
  EXPECT_EQ(told("import.failed"), 2'000U);
}

/// 18,000 requests of two accounts in turn, both on hold at first: one run in the ledger, and more runs than fit when every second one ends.
class CrowdedWindow : public EngineWindow {
 protected:
  static constexpr std::size_t kEach = 9'000;
  void fill() {
    hold(0);
    hold(1);
    start();
    for (std::size_t n = 0; n < kEach; ++n) {
      source.append(0, of("default"));
      source.append(0, of("other"));
    }
    (void)serve();
    ASSERT_EQ(engine->status().partitions.front().position, 2 * static_cast<std::int64_t>(kEach));
  }
};

TEST_F(CrowdedWindow, WhoFindsNoRoomWaitsAndSaysSoAndGoesOnWhenThereIsSome) {
  fill();
  open(1);
  const auto served = serve();
  EXPECT_GT(served, 4'000U);
  EXPECT_LT(served, kEach);
  EXPECT_LE(ledger_size(), kMaxMetadataSize);
  EXPECT_EQ(engine->status().waits.at("room"), kEach - served);
  open(0);
  EXPECT_EQ(serve(), 2 * kEach - served);
  EXPECT_EQ(told("import.accepted"), 2 * kEach);
  EXPECT_EQ(committed(), 2 * static_cast<std::int64_t>(kEach));
}

TEST_F(CrowdedWindow, EndsThatFindNoRoomWaitWithTheirOutcome) {
  fill();
  engine->remove_account(1);
  (void)serve();
  const auto ended = told("import.failed");
  EXPECT_GT(ended, 4'000U);
  EXPECT_LT(ended, kEach);
  EXPECT_LE(ledger_size(), kMaxMetadataSize);
  open(0);
  EXPECT_EQ(serve(), kEach);
  EXPECT_EQ(told("import.failed"), kEach) << "each once, as its account was removed";
  EXPECT_EQ(committed(), 2 * static_cast<std::int64_t>(kEach));
}

TEST_F(CrowdedWindow, NextOwnerComesToTheSameEnd) {
  fill();
  open(1);
  const auto served = serve();
  EXPECT_LT(served, kEach);
  crash_and_start();
  EXPECT_EQ(serve(), 0U) << "as full as before";
  open(0);
  EXPECT_EQ(serve(), 2 * kEach - served);
  EXPECT_EQ(told("import.accepted"), 2 * kEach);
}

TEST_F(CrowdedWindow, PartitionThatIsAskedBackForgetsThemAndTheirNextOwnerEndsThem) {
  fill();
  engine->remove_account(1);
  (void)serve();
  engine->on_revoked({0});
  run_for(500ms);
  EXPECT_EQ(source.released.size(), 1U);
  EXPECT_EQ(engine->status().open_jobs, 0U);
}

/// A ledger for a handful of jobs out of order, and a first job that waits for the end of time: what ends behind it makes the ledger longer.
class NarrowWindow : public EngineWindow {
 protected:
  void begin() {
    audited = true;
    settings.ledger_bytes = 100;
    settings.order_by = OrderBy::key;
    hold(0);
    start();
    (void)send(of("default"));
  }
  /// Ends jobs between others until there is no room.
  void fill() {
    for (int n = 0; n < 60; ++n) {
      (void)send(of("default"));
      (void)send(of("other"));
    }
    (void)serve();
    ASSERT_GT(engine->status().waits["room"], 0U);
  }
  std::string dying(std::string_view more) {
    return request("upsert", R"(,"account":"default","deadline":")" + format_rfc3339(clock.now().wall + 30s) + "\"" + std::string{more});
  }
  void expect_expired(std::int64_t offset) {
    EXPECT_TRUE(events(offset).empty()) << "there is no room for its end";
    EXPECT_GT(engine->status().waits["room"], 0U);
    open(0);
    (void)serve();
    EXPECT_EQ(events(offset), one("import.failed"));
    EXPECT_NE(value_of_event(offset).find(R"("reason":"expired")"), std::string::npos);
    EXPECT_EQ(engine->status().open_jobs, 0U);
  }
};

TEST_F(NarrowWindow, DeadlineOfAJobThatWaitsForItsTimeIsToldWhenThereIsRoom) {
  begin();
  for (int n = 0; n < 3; ++n) (void)send(of("default"));
  const auto offset = send(dying(R"(,"not_before":")" + format_rfc3339(clock.now().wall + 20s) + "\""));
  fill();
  run_for(31s);
  expect_expired(offset);
}

TEST_F(NarrowWindow, DeadlineOfAJobThatWaitsForItsKeyIsToldWhenThereIsRoomAndHoldsUpNobody) {
  begin();
  (void)send(of("default"), 0, "k");
  const auto offset = send(dying(""), 0, "k");
  const auto last = send(of("default"), 0, "k");
  fill();
  run_for(31s);
  expect_expired(offset);
  EXPECT_EQ(events(last), one("import.accepted"));
}

TEST_F(NarrowWindow, DeadlineOfAJobThatWaitsForRoomIsToldWhenThereIsSome) {
  begin();
  fill();
  // Between two that nobody touches, it would be one run more.
  const auto crowded = engine->status().waits["room"];
  source.append(0, of("default"));
  const auto offset = source.append(0, request("upsert", R"(,"account":"other","deadline":")" + format_rfc3339(clock.now().wall + 30s) + "\""));
  (void)send(of("default"));
  ASSERT_GT(engine->status().partitions.front().position, offset + 1) << "it was taken up";
  ASSERT_EQ(engine->status().waits["room"], crowded + 1);
  run_for(31s);
  expect_expired(offset);
}

}  // namespace
}  // namespace iw::testing
