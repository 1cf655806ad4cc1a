// A secret is shown by reveal() alone, and what it was moved out of holds nothing any more.
#include "common/secret.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <ostream>
#include <string>
#include <utility>

namespace iw {
namespace {

template <class T>
concept Streams = requires(std::ostream& out, const T& value) {
  out << value;
};

static_assert(!Streams<Secret>, "a secret must not be printed by accident");
static_assert(!std::convertible_to<Secret, std::string> && !std::convertible_to<Secret, std::string_view>);
static_assert(!std::convertible_to<std::string, Secret>);

TEST(Secret, RevealsWhatItHolds) {
  EXPECT_TRUE(Secret{}.empty());
  EXPECT_EQ(Secret{"abc"}.reveal(), "abc");
  EXPECT_FALSE(Secret{"abc"}.empty());
}

TEST(Secret, CopiesAreEqualAndApart) {
  Secret one{"abc"};
  Secret other = one;
  EXPECT_TRUE(one == other);
  one = Secret{"x"};
  EXPECT_EQ(other.reveal(), "abc");
  EXPECT_FALSE(one == other);
}

TEST(Secret, WhatItWasMovedOutOfIsEmpty) {
  for (const std::string& text : {std::string{"short"}, std::string(500, 'l')}) {
    Secret from{text};
    Secret built{std::move(from)};
    EXPECT_EQ(built.reveal(), text);
    EXPECT_TRUE(from.empty());  // NOLINT: that is the point
    Secret assigned{"before"};
    assigned = std::move(built);
    EXPECT_EQ(assigned.reveal(), text);
    EXPECT_TRUE(built.empty());  // NOLINT
  }
}

TEST(Secret, AssigningItToItselfKeepsIt) {
  Secret secret{"abc"};
  Secret& same = secret;
  secret = same;
  EXPECT_EQ(secret.reveal(), "abc");
  secret = std::move(same);
  EXPECT_EQ(secret.reveal(), "abc");
}

}  // namespace
}  // namespace iw
