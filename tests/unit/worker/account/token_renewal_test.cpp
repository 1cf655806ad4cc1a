// One renewal for all concurrent jobs, after refusals at most one in 5 s (contract, section 4, class token).
#include "worker/account/token_renewal.hpp"

#include <gtest/gtest.h>

namespace iw {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kT{std::chrono::hours{1}};

TEST(TokenRenewal, IsAskedForOnceForAllJobsThatWantIt) {
  TokenRenewal renewal;
  EXPECT_FALSE(renewal.running());
  EXPECT_TRUE(renewal.begin(kT));
  EXPECT_FALSE(renewal.begin(kT));
  EXPECT_FALSE(renewal.begin(kT + 10s)) << "it runs already";
  EXPECT_TRUE(renewal.running());
}

TEST(TokenRenewal, EndsOnce) {
  TokenRenewal renewal;
  EXPECT_FALSE(renewal.end());
  EXPECT_TRUE(renewal.begin(kT));
  EXPECT_TRUE(renewal.end());
  EXPECT_FALSE(renewal.end());
  EXPECT_FALSE(renewal.running());
}

TEST(TokenRenewal, NextOneComesTooSoonWithin5Seconds) {
  TokenRenewal renewal;
  EXPECT_FALSE(renewal.too_soon(kT)) << "there was none before";
  EXPECT_TRUE(renewal.begin(kT));
  EXPECT_FALSE(renewal.too_soon(kT + 1s)) << "a job joins the one that runs";
  EXPECT_TRUE(renewal.end());
  EXPECT_TRUE(renewal.too_soon(kT + 5s - 1ns));
  EXPECT_FALSE(renewal.too_soon(kT + 5s));
}

TEST(TokenRenewal, SpacingCountsFromTheBeginningOfTheLastOne) {
  TokenRenewal renewal;
  EXPECT_TRUE(renewal.begin(kT));
  EXPECT_FALSE(renewal.begin(kT + 4s)) << "joining it is no beginning";
  EXPECT_TRUE(renewal.end());
  EXPECT_FALSE(renewal.too_soon(kT + 5s));
  EXPECT_TRUE(renewal.begin(kT + 5s));
  EXPECT_TRUE(renewal.end());
  EXPECT_TRUE(renewal.too_soon(kT + 9s));
}

TEST(TokenRenewal, OnlyAnotherVersionThanTheRefusedOneIsNews) {
  TokenRenewal renewal;
  EXPECT_TRUE(renewal.is_news(1));
  renewal.refused(1, {.errcode = 40001});
  EXPECT_FALSE(renewal.is_news(1));
  EXPECT_TRUE(renewal.is_news(2));
  EXPECT_FALSE(renewal.is_news(0)) << "no token at all";
  EXPECT_EQ(renewal.refusal().errcode, 40001);
}

}  // namespace
}  // namespace iw
