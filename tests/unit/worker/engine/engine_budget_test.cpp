// The retry budget as jobs feel it: who waits for a token, and who goes on when tokens come back.
#include "tests/unit/worker/engine/engine_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;

class EngineBudget : public EngineFixture {
 protected:
  /// So many jobs, each refused once, of which two have had their retry: the bucket is empty and the others wait for a token.
  void start_with_waiting(int jobs) {
    settings.retry.budget = 2;
    settings.retry.initial = 1s;
    settings.api.max_in_flight = 100;
    start();
    for (int i = 0; i < jobs; ++i) send(request());
    for (int i = 0; i < jobs; ++i) fail_with(-1);
    run_for(3s);
    ASSERT_EQ(api.open.size(), 2u);
  }
};

TEST_F(EngineBudget, GoodAnswersLetThoseGoOnThatWaitForATokenAtOnce) {
  start_with_waiting(20);
  for (int left = 18; left > 0; left -= 2) {
    accept();
    accept();
    run_for(100ms);
    ASSERT_EQ(api.open.size(), 2u) << left << " wait for the tokens that have come back";
  }
  accept();
  accept();
  run_for(100ms);
  EXPECT_EQ(transactions.visible.size(), 20u);
}

TEST_F(EngineBudget, BadAnswersLetNobodyGoOn) {
  start_with_waiting(20);
  fail_with(-1);
  fail_with(-1);
  run_for(1s);
  EXPECT_TRUE(api.open.empty());
}

TEST_F(EngineBudget, JobsThatWaitForATokenStayWithTheirPartition) {
  start_with_waiting(20);
  engine->on_revoked({0});
  accept();
  accept();
  run_for(10s);
  EXPECT_TRUE(api.open.empty()) << "called for a partition that is given up";
  start();
  run_for(5s);
  EXPECT_EQ(api.open.size(), 2u) << "the next owner has a bucket of its own";
}

}  // namespace
}  // namespace iw::testing
