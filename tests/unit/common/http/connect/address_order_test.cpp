#include "common/http/connect/address_order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace iw {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Endpoints endpoints(std::initializer_list<const char*> addresses) {
  Endpoints all;
  for (const auto* address : addresses) all.emplace_back(boost::asio::ip::make_address(address), 443);
  return all;
}

std::vector<std::string> order(std::initializer_list<const char*> addresses, std::size_t limit = 8) {
  std::vector<std::string> texts;
  for (const auto& endpoint : alternate_families(endpoints(addresses), limit)) texts.push_back(endpoint.address().to_string());
  return texts;
}

TEST(AddressOrder, LetsFamiliesTakeTurnsBeginningWithTheFirstAddressesOwn) {
  EXPECT_THAT(order({"::1", "::2", "::3", "1.0.0.1", "1.0.0.2"}), ElementsAre("::1", "1.0.0.1", "::2", "1.0.0.2", "::3"));
  EXPECT_THAT(order({"1.0.0.1", "1.0.0.2", "::1"}), ElementsAre("1.0.0.1", "::1", "1.0.0.2"));
}

TEST(AddressOrder, KeepsTheResolversOrderWithinAFamily) {
  EXPECT_THAT(order({"1.0.0.3", "1.0.0.1", "1.0.0.2"}), ElementsAre("1.0.0.3", "1.0.0.1", "1.0.0.2"));
  EXPECT_THAT(order({"::9", "1.0.0.9", "::1", "1.0.0.1"}), ElementsAre("::9", "1.0.0.9", "::1", "1.0.0.1"));
}

TEST(AddressOrder, TakesEachAddressOnce) { EXPECT_THAT(order({"::1", "::1", "1.0.0.1", "::1", "1.0.0.1"}), ElementsAre("::1", "1.0.0.1")); }

TEST(AddressOrder, IsBoundedAndBothFamiliesStayInIt) {
  EXPECT_THAT(order({"::1", "::2", "::3", "::4", "1.0.0.1", "1.0.0.2"}, 3), ElementsAre("::1", "1.0.0.1", "::2"));
}

TEST(AddressOrder, OfNothingIsNothing) { EXPECT_THAT(order({}), IsEmpty()); }

TEST(AddressOrder, KeepsThePort) { EXPECT_EQ(alternate_families(endpoints({"::1"}), 8).at(0).port(), 443); }

}  // namespace
}  // namespace iw
