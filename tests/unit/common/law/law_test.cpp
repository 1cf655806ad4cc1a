// A broken law ends the process, and a test can see it all the same.
#include "common/law/law.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/law_guard.hpp"

namespace iw {
namespace {

TEST(LawDeathTest, ABreachEndsTheProcessWithStatus1) {
  EXPECT_EXIT(breach("a job ends once", "partition 3, offset 7"), ::testing::ExitedWithCode(1), "");
}

TEST(LawDeathTest, ABreachRunsNoDestructorAndNoExitHandler) {
  // An exit handler that came to run would change the status: nothing may commit or call on top of a state that is wrong.
  EXPECT_EXIT(
      {
        (void)std::atexit([] { std::_Exit(7); });
        breach("a job ends once", "partition 3, offset 7");
      },
      ::testing::ExitedWithCode(1), "");
}

TEST(Law, AGuardLetsABreachThrowWithTheLawAndThePlace) {
  const testing::LawGuard guard;
  EXPECT_THROW(
      {
        try {
          breach("a job ends once", "partition 3, offset 7");
        } catch (const testing::LawBroken& broken) {
          EXPECT_STREQ(broken.what(), "law: a job ends once (partition 3, offset 7)");
          throw;
        }
      },
      testing::LawBroken);
}

TEST(LawDeathTest, AfterTheGuardABreachEndsTheProcessAgain) {
  { const testing::LawGuard guard; }
  EXPECT_EXIT(breach("a job ends once", "somewhere"), ::testing::ExitedWithCode(1), "");
}

}  // namespace
}  // namespace iw
