// The resolver on a look-up and a clock that the test moves by hand.
#include "common/http/connect/host_resolver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

namespace iw {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;

const error_code kNotFound = boost::asio::error::host_not_found;

class HostResolverTest : public ::testing::Test, private Clock {
 protected:
  /// What a resolve() has come to: an address, "failed", or "waits".
  using Outcome = std::shared_ptr<std::string>;

  Outcome ask(HostResolver& asked) {
    auto outcome = std::make_shared<std::string>("waits");
    in_resolve = true;
    asked.resolve([this, outcome](const error_code& error, const Endpoints& endpoints) {
      EXPECT_FALSE(in_resolve) << "told from inside resolve()";
      *outcome = error || endpoints.empty() ? "failed" : endpoints.front().address().to_string();
    });
    in_resolve = false;
    loop.restart();
    loop.poll();
    return outcome;
  }
  /// Ends the look-up under way.
  void answer(const char* address) { end({}, {{boost::asio::ip::make_address(address), 443}}); }
  void fail() { end(kNotFound, {}); }
  void end(const error_code& error, const Endpoints& endpoints) {
    ASSERT_TRUE(under_way);
    auto done = std::move(under_way);
    under_way = nullptr;
    done(error, endpoints);
  }
  HostResolver make(const std::string& host = "api.test") {
    return {loop,
            host,
            "443",
            [this](const std::string& name, const std::string& port, auto done) {
              EXPECT_EQ(name + ":" + port, "api.test:443");
              EXPECT_FALSE(under_way) << "two look-ups at once";
              ++look_ups;
              under_way = std::move(done);
            },
            ResolverTimes{30s, 300s, 1s},
            *this};
  }
  [[nodiscard]] Now now() const noexcept override { return {time, {}}; }

  boost::asio::io_context loop;
  TimePoint time{1h};
  int look_ups = 0;
  std::function<void(const error_code&, const Endpoints&)> under_way;
  HostResolver resolver = make();

 private:
  bool in_resolve = false;
};

TEST_F(HostResolverTest, AsksOnceForAllWhoWaitAndForThoseAfterThem) {
  const auto first = ask(resolver), second = ask(resolver);
  EXPECT_EQ(*first, "waits");
  answer("1.0.0.1");
  EXPECT_EQ(*first, "1.0.0.1");
  EXPECT_EQ(*second, "1.0.0.1");
  time += 29s;
  EXPECT_EQ(*ask(resolver), "1.0.0.1");
  EXPECT_EQ(look_ups, 1);
}

TEST_F(HostResolverTest, LooksUpAnewWhenTheAnswerIsNoLongerFresh) {
  ask(resolver);
  answer("1.0.0.1");
  time += 30s;
  EXPECT_EQ(*ask(resolver), "1.0.0.1") << "nobody waits while an answer is usable";
  EXPECT_EQ(look_ups, 2);
  answer("1.0.0.2");
  EXPECT_EQ(*ask(resolver), "1.0.0.2");
  EXPECT_EQ(look_ups, 2);
}

TEST_F(HostResolverTest, GoesOnWithTheLastGoodAnswerWhileLookUpsFailOrHang) {
  ask(resolver);
  answer("1.0.0.1");
  time += 100s;
  EXPECT_EQ(*ask(resolver), "1.0.0.1");
  fail();
  time += 100s;
  EXPECT_EQ(*ask(resolver), "1.0.0.1");
  time += 99s;
  EXPECT_EQ(*ask(resolver), "1.0.0.1") << "the look-up hangs";
}

TEST_F(HostResolverTest, GoesOnForABoundedTimeOnly) {
  ask(resolver);
  answer("1.0.0.1");
  time += 299s;
  EXPECT_EQ(*ask(resolver), "1.0.0.1");
  fail();
  time += 1s;
  const auto outcome = ask(resolver);
  EXPECT_EQ(*outcome, "waits");
  fail();
  EXPECT_EQ(*outcome, "failed");
}

TEST_F(HostResolverTest, PausesBetweenLookUpsThatFailWhileAnAnswerIsUsable) {
  ask(resolver);
  answer("1.0.0.1");
  time += 30s;
  ask(resolver);
  fail();
  time += 999ms;
  for (int i = 0; i < 100; ++i) ask(resolver);
  EXPECT_EQ(look_ups, 2);
  time += 1ms;
  ask(resolver);
  EXPECT_EQ(look_ups, 3);
}

TEST_F(HostResolverTest, FailureIsNotKeptWhenNothingIsKnown) {
  const auto outcome = ask(resolver);
  fail();
  EXPECT_EQ(*outcome, "failed");
  const auto next = ask(resolver);
  EXPECT_EQ(look_ups, 2);
  answer("1.0.0.1");
  EXPECT_EQ(*next, "1.0.0.1");
}

TEST_F(HostResolverTest, AnAnswerWithoutAddressesIsNoAnswer) {
  const auto outcome = ask(resolver);
  end({}, {});
  EXPECT_EQ(*outcome, "failed");
  ask(resolver);
  answer("1.0.0.1");
  time += 30s;
  ask(resolver);
  end({}, {});
  EXPECT_EQ(*ask(resolver), "1.0.0.1");
}

TEST_F(HostResolverTest, WaitsForANewAnswerWhenTheLastOneIsInDoubt) {
  ask(resolver);
  answer("1.0.0.1");
  time += 2s;
  resolver.doubt();
  const auto outcome = ask(resolver);
  EXPECT_EQ(*outcome, "waits");
  EXPECT_EQ(look_ups, 2);
  answer("1.0.0.2");
  EXPECT_EQ(*outcome, "1.0.0.2");
}

TEST_F(HostResolverTest, AnAnswerInDoubtServesWhenTheLookUpFails) {
  ask(resolver);
  answer("1.0.0.1");
  time += 2s;
  resolver.doubt();
  const auto outcome = ask(resolver);
  fail();
  EXPECT_EQ(*outcome, "1.0.0.1");
  time += 2s;
  EXPECT_EQ(*ask(resolver), "1.0.0.1") << "it was looked into: nobody waits again";
}

TEST_F(HostResolverTest, DoubtBringsOnNoMoreThanOneLookUpASecond) {
  ask(resolver);
  answer("1.0.0.1");
  for (int i = 0; i < 100; ++i) {
    resolver.doubt();
    EXPECT_EQ(*ask(resolver), "1.0.0.1");
  }
  EXPECT_EQ(look_ups, 1);
}

TEST_F(HostResolverTest, AnAddressIsNeverLookedUp) {
  HostResolver fixed = make("127.0.0.1");
  fixed.doubt();
  time += 24h * 365;
  EXPECT_EQ(*ask(fixed), "127.0.0.1");
  HostResolver sixth = make("::1");
  EXPECT_EQ(*ask(sixth), "::1");
  EXPECT_EQ(look_ups, 0);
}

TEST_F(HostResolverTest, CallbacksAreDroppedOnCancelAndTheLookUpMayOutliveTheResolver) {
  std::optional<HostResolver> mortal{make()};
  const auto outcome = ask(*mortal);
  mortal->cancel();
  mortal.reset();
  answer("1.0.0.1");
  EXPECT_EQ(*outcome, "waits");
}

TEST(SystemLookUp, KnowsThisMachineAndNotTheInvalidDomain) {
  boost::asio::io_context loop;
  const auto look_up = system_look_up(loop);
  Endpoints here;
  std::optional<error_code> nowhere;
  look_up("localhost", "8080", [&](const error_code&, const Endpoints& endpoints) { here = endpoints; });
  look_up("does-not-exist.invalid", "1", [&](const error_code& error, const Endpoints&) { nowhere = error; });
  loop.run_for(20s);
  ASSERT_FALSE(here.empty());
  EXPECT_TRUE(here.front().address().is_loopback());
  EXPECT_EQ(here.front().port(), 8080);
  ASSERT_TRUE(nowhere);
  EXPECT_TRUE(*nowhere);
}

}  // namespace
}  // namespace iw
