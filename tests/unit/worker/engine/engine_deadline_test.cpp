// Deadlines and not_before far away: compared as what they are, however far (contract, section 1).
#include <gmock/gmock.h>

#include "tests/unit/worker/engine/engine_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class EngineDeadline : public EngineFixture {
 protected:
  std::int64_t send_with(const std::string& more) {
    const auto offset = send(request("upsert", more));
    run_for(200ms);
    return offset;
  }
};

TEST_F(EngineDeadline, FirstCallBehindADeadlineHoweverFarExpiresAtOnce) {
  start();
  for (const auto& [not_before, deadline] : {std::pair{"9001-01-01T00:00:00Z", "9000-01-01T00:00:00Z"},
                                             std::pair{"9999-12-31T23:59:59Z", "2200-01-01T00:00:00Z"},
                                             std::pair{"9000-01-01T00:00:00Z", "9000-01-01T00:00:00Z"},
                                             std::pair{"9000-01-01T00:00:00Z", "0001-01-01T00:00:00Z"}}) {
    const auto offset = send_with(std::string{",\"not_before\":\""} + not_before + "\",\"deadline\":\"" + deadline + "\"");
    EXPECT_EQ(events(offset), one("import.failed")) << not_before << " " << deadline;
    EXPECT_THAT(value_of_event(offset), AllOf(HasSubstr("\"reason\":\"expired\""), HasSubstr("redrive it with a later deadline")));
  }
  EXPECT_EQ(api.started, 0u);
}

TEST_F(EngineDeadline, FarTimesInTheirOrderWait) {
  settings.retry.deadline = std::chrono::hours{24 * 365};
  start();
  const auto offset = send_with(R"(,"not_before":"9000-01-01T00:00:00Z","deadline":"9001-01-01T00:00:00Z")");
  EXPECT_TRUE(events(offset).empty());
  EXPECT_EQ(engine->status().open_jobs, 1u);
}

TEST_F(EngineDeadline, FarDeadlineAloneHoldsNothingUp) {
  start();
  const auto offset = send_with(R"(,"deadline":"9999-12-31T23:59:59Z","not_before":"0001-01-01T00:00:00Z")");
  accept();
  run_for(200ms);
  EXPECT_EQ(events(offset), one("import.accepted"));
}

TEST_F(EngineDeadline, WaitBeyondTheWorkersDeadlineNamesThatLimit) {
  start();
  const auto offset = send_with(R"(,"not_before":"2999-01-01T00:00:00Z")");
  EXPECT_EQ(events(offset), one("import.failed"));
  EXPECT_THAT(value_of_event(offset), AllOf(HasSubstr("retry.deadline"), HasSubstr("not_before"), Not(HasSubstr("with a later deadline"))));
}

}  // namespace
}  // namespace iw::testing
