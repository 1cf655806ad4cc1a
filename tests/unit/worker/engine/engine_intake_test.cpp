// Intake that stops says so, and by what it is full (contract, section 9).
#include <gmock/gmock.h>

#include "tests/unit/worker/engine/engine_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class EngineIntake : public EngineFixture {
 protected:
  [[nodiscard]] PartitionStatus partition() const { return engine->status().partitions.front(); }
  /// A request that may call in an hour.
  static std::string later() { return request("upsert", R"(,"not_before":")" + std::string{"2999-01-01T00:00:00Z"} + R"(","deadline":"2999-02-01T00:00:00Z")"); }
};

TEST_F(EngineIntake, WithAllThatCallsCanUseItIsOpen) {
  start();
  for (int n = 0; n < 500; ++n) send(request());
  EXPECT_EQ(partition().intake, "open");
  EXPECT_LT(partition().position, 500) << "no more is taken than calls can use";
}

TEST_F(EngineIntake, FullLedgerNamesWhoFillsIt) {
  start();
  // What ends between those that wait makes each of them a run of its own.
  for (int n = 0; n < 20'000; ++n) source.append(0, n % 2 == 0 ? later() : "not a request");
  for (int n = 0; n < 100; ++n) {
    engine->on_records({0});
    run_for(50ms);
  }
  EXPECT_GT(partition().position, 10'000);
  EXPECT_LT(partition().position, 20'000);
  EXPECT_THAT(partition().intake, AllOf(StartsWith("full: ledger"), HasSubstr("wait for not_before"), HasSubstr("account default")));
  EXPECT_EQ(partition().intake_bound, "ledger");
}

TEST_F(EngineIntake, FullMemoryNamesWhoFillsIt) {
  start();
  const auto large = request("upsert", R"(,"not_before":"2999-01-01T00:00:00Z","deadline":"2999-02-01T00:00:00Z","x":")" + std::string(1'000'000, 'x') + "\"");
  for (int n = 0; n < 80; ++n) source.append(0, large);
  for (int n = 0; n < 20; ++n) {
    engine->on_records({0});
    run_for(50ms);
  }
  EXPECT_LT(partition().position, 80);
  EXPECT_THAT(partition().intake, AllOf(StartsWith("full: memory"), HasSubstr("wait for not_before")));
}

TEST_F(EngineIntake, ResultsThatNoCommitTakesFillIt) {
  settings.api.max_in_flight = 1;
  start();
  for (int n = 0; n < 40; ++n) send("not a request");
  EXPECT_THAT(partition().intake, StartsWith("full: results"));
  run_for(2s);
  EXPECT_EQ(partition().intake, "open");
  EXPECT_EQ(partition().intake_bound, "");
}

TEST_F(EngineIntake, StoppedPartitionSaysSo) {
  start();
  engine->on_partition_failed(0, "gone");
  EXPECT_EQ(partition().intake, "full: stopped");
}

}  // namespace
}  // namespace iw::testing
