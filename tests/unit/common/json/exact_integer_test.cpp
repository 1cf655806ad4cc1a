// Decimal numbers that are 64-bit integers: exact, or none.
#include "common/json/exact_integer.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <string>

namespace iw {
namespace {

TEST(ExactInteger, ReadsWhatStandsForOne) {
  EXPECT_EQ(exact_integer("0"), 0);
  EXPECT_EQ(exact_integer("-0.000e-7"), 0);
  EXPECT_EQ(exact_integer("7200.0"), 7200);
  EXPECT_EQ(exact_integer("1e3"), 1000);
  EXPECT_EQ(exact_integer("1.0E+3"), 1000);
  EXPECT_EQ(exact_integer("12500e-2"), 125);
  EXPECT_EQ(exact_integer("0.00125e5"), 125);
  EXPECT_EQ(exact_integer("-9223372036854775808.0"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(exact_integer("0e999999999999999999999"), 0);
}

TEST(ExactInteger, RefusesEverythingElse) {
  for (const char* text : {"", " ", "-", "+1", "1 ", "01", "1.", ".5", "1e", "1e+", "0.5", "1e-1", "9223372036854775808", "-9223372036854775809", "1e19", "1e999999999999",
                           "1e-999999999999", "0x10", "NaN", "Infinity", "1,0"})
    EXPECT_FALSE(exact_integer(text).has_value()) << text;
}

RC_GTEST_PROP(ExactInteger, IsTheSameHoweverItIsWritten, (std::int64_t value)) {
  const auto zeros = *rc::gen::inRange(0, 20);
  const auto shift = *rc::gen::inRange(0, 20);
  const std::string text = std::to_string(value);
  RC_ASSERT(exact_integer(text) == value);
  RC_ASSERT(exact_integer(text + "." + std::string(static_cast<std::size_t>(zeros) + 1, '0')) == value);
  if (value != 0) RC_ASSERT(exact_integer(text + std::string(static_cast<std::size_t>(shift), '0') + "e-" + std::to_string(shift)) == value);
}

}  // namespace
}  // namespace iw
