// The component token that many accounts share.
#include "worker/call/token/fetch/component_token.hpp"

#include "tests/unit/worker/call/token/fetch/fetch_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A source that waits until the test answers it.
class WaitingSource final : public TokenSource {
 public:
  void fetch(TokenDone done) override {
    ++fetches;
    open = std::move(done);
  }
  void add_secrets(std::vector<std::string>& list) const override { list.emplace_back("s"); }
  [[nodiscard]] std::uint64_t secrets_revision() const override { return 1; }
  void give(const char* token, Duration life) { std::exchange(open, nullptr)(FreshToken{Secret{token}, life}); }
  void fail(const char* why) { std::exchange(open, nullptr)(TokenTrouble{40125, why, ErrorClass::operator_}); }
  int fetches = 0;
  TokenDone open;
};

class ComponentTokenTest : public ::testing::Test {
 protected:
  HandClock clock;
  WaitingSource* source = new WaitingSource;  // owned by the token
  ComponentToken token{std::unique_ptr<TokenSource>{source}, RenewalPlan{1s, 60s}, clock, [] { return 0.0; }};
  Ear ear;
};

TEST_F(ComponentTokenTest, IsGotOnceForAllWhoAsk) {
  for (int n = 0; n < 100; ++n) token.get(ear.listen());
  EXPECT_EQ(source->fetches, 1);
  EXPECT_THAT(ear.heard, IsEmpty());
  source->give("C1", 2h);
  EXPECT_THAT(ear.heard, ::testing::AllOf(::testing::SizeIs(100), ::testing::Each("token C1 for 7200")));
}

TEST_F(ComponentTokenTest, IsKeptUntilItsRenewalIsDue) {
  token.get(ear.listen());
  source->give("C1", 2h);
  clock.advance(1h + 49min);
  token.get(ear.listen());
  EXPECT_EQ(source->fetches, 1);
  clock.advance(1min);
  token.get(ear.listen());
  EXPECT_EQ(source->fetches, 2);
  source->give("C2", 2h);
  EXPECT_THAT(ear.heard, ElementsAre("token C1 for 7200", "token C1 for 7200", "token C2 for 7200"));
}

TEST_F(ComponentTokenTest, AFailedRenewalIsNoTroubleWhileTheTokenIsGood) {
  token.get(ear.listen());
  source->give("C1", 2h);
  clock.advance(1h + 55min);
  token.get(ear.listen());
  source->fail("down");
  EXPECT_EQ(ear.heard.back(), "token C1 for 7200");
  clock.advance(500ms);
  token.get(ear.listen());
  EXPECT_EQ(source->fetches, 2) << "not before the backoff is over";
  EXPECT_EQ(ear.heard.back(), "token C1 for 7200");
  clock.advance(6min);
  token.get(ear.listen());
  source->fail("down");
  EXPECT_EQ(ear.heard.back(), "trouble 40125 no component token: down") << "its life is over";
}

TEST_F(ComponentTokenTest, AFailureIsToldToAllAndNotTriedAgainAtOnce) {
  token.get(ear.listen());
  token.get(ear.listen());
  source->fail("down");
  for (int n = 0; n < 50; ++n) token.get(ear.listen());
  EXPECT_EQ(source->fetches, 1);
  EXPECT_THAT(ear.heard, ::testing::AllOf(::testing::SizeIs(52), ::testing::Each("trouble 40125 no component token: down")));
  clock.advance(1s);
  token.get(ear.listen());
  EXPECT_EQ(source->fetches, 2);
}

TEST_F(ComponentTokenTest, ARefusedTokenIsReplacedButNotInALoop) {
  token.get(ear.listen());
  source->give("C1", 2h);
  token.drop(Secret{"C1"});
  token.get(ear.listen());
  EXPECT_EQ(source->fetches, 1) << "it was got a moment ago: another one would be no better";
  clock.advance(6s);
  token.drop(Secret{"C0"});
  token.get(ear.listen());
  EXPECT_EQ(source->fetches, 1) << "that one is gone already";
  token.drop(Secret{"C1"});
  token.get(ear.listen());
  EXPECT_EQ(source->fetches, 2);
}

TEST_F(ComponentTokenTest, ATokenWithoutAKnownLifeIsAskedForEachTime) {
  token.get(ear.listen());
  source->give("C1", 0s);
  token.get(ear.listen());
  EXPECT_EQ(source->fetches, 2);
}

TEST_F(ComponentTokenTest, WhoIsToldMayAskAgainAtOnce) {
  token.get([&](const TokenOutcome& outcome) {
    ear.heard.push_back(told(outcome));
    token.get(ear.listen());
  });
  source->give("C1", 2h);
  EXPECT_THAT(ear.heard, ElementsAre("token C1 for 7200", "token C1 for 7200"));
}

}  // namespace
}  // namespace iw::testing
