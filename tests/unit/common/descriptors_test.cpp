// Descriptors of the process: divided, and told apart from failures of others.
#include "common/descriptors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <cerrno>

namespace iw {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(Descriptors, ManyGiveEverythingThatIsWanted) {
  const auto plan = plan_descriptors(1'048'576, 256);
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->calls, 256);
  EXPECT_EQ(plan->admin_connections, 128U);
}

TEST(Descriptors, FewAreDividedAndNeverMoreThanThereAre) {
  for (std::size_t limit = 44; limit < 3'000; ++limit) {
    const auto plan = plan_descriptors(limit, 65'536);
    ASSERT_TRUE(plan.has_value()) << limit;
    EXPECT_GE(plan->calls, 4) << limit;
    EXPECT_GE(plan->admin_connections, 4U) << limit;
    EXPECT_LE(static_cast<std::size_t>(plan->calls) + plan->admin_connections + 36, limit);
  }
}

TEST(Descriptors, TooFewAreNamedWithWhatToRaise) {
  const auto plan = plan_descriptors(43, 1);
  ASSERT_FALSE(plan.has_value());
  EXPECT_THAT(plan.error().message, AllOf(HasSubstr("only 43 descriptors"), HasSubstr("at least 44"), HasSubstr("LimitNOFILE")));
}

TEST(Descriptors, WantOfThisMachineIsToldFromFailuresOfOthers) {
  for (const int code : {EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL}) EXPECT_TRUE(is_local_want({code, boost::system::system_category()})) << code;
  for (const int code : {0, ECONNREFUSED, ETIMEDOUT, ENETUNREACH, ECONNRESET, EACCES})
    EXPECT_FALSE(is_local_want({code, boost::system::system_category()})) << code;
  EXPECT_FALSE(is_local_want(boost::asio::error::host_not_found));
  EXPECT_FALSE(out_of_descriptors());
}

TEST(Descriptors, RaisingTwiceChangesNothing) { EXPECT_EQ(raise_descriptor_limit(), raise_descriptor_limit()); }

}  // namespace
}  // namespace iw
