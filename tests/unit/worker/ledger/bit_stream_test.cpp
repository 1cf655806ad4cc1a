// Bits, Elias gamma and Rice codes: what was written is read back, and nothing else is.
#include "worker/ledger/bit_stream.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace iw {
namespace {

TEST(BitStream, WritesTheHighestBitFirstAndFillsTheLastByteWithZeros) {
  BitWriter writer;
  writer.put_bits(0b101, 3);
  EXPECT_EQ(writer.bytes(), "\xA0");
  writer.put_bits(0x1FF, 9);
  EXPECT_EQ(writer.bytes(), "\xBF\xF0");
}

TEST(BitStream, WritesGammaAsZerosForTheWidthThenTheNumber) {
  BitWriter writer;
  writer.put_gamma(1);
  writer.put_gamma(5);
  writer.put_bits(3, 2);
  EXPECT_EQ(writer.bytes(), "\x97") << "1 · 00101 · 11";
  EXPECT_EQ(gamma_size(1), 1);
  EXPECT_EQ(gamma_size(5), 5);
  EXPECT_EQ(gamma_size(9), 7);
}

TEST(BitStream, WritesRiceAsOnesForTheHighPartThenTheLowBits) {
  BitWriter writer;
  writer.put_rice(9, 2);
  writer.put_bits(7, 3);
  EXPECT_EQ(writer.bytes(), "\xCF") << "110 · 01 · 111";
}

TEST(BitStream, ReadingPastTheEndFailsForGoodAndGivesZeros) {
  BitReader reader{"\xFF"};
  EXPECT_EQ(reader.get_bits(8), 0xFFu);
  EXPECT_FALSE(reader.failed());
  EXPECT_FALSE(reader.get_bit());
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(reader.get_bits(5), 0u);
  EXPECT_EQ(reader.get_gamma(), 0u);
  EXPECT_EQ(reader.get_rice(3), 0u);
  EXPECT_TRUE(reader.failed());
}

TEST(BitStream, CodesThatNoWriterMakesFailInsteadOfOverflowing) {
  const std::string zeros(32, '\0');
  BitReader gamma{zeros};
  EXPECT_EQ(gamma.get_gamma(), 0u);
  EXPECT_TRUE(gamma.failed());

  const std::string ones = std::string(8, '\xFF') + std::string(8, '\0');
  BitReader rice{ones};
  EXPECT_EQ(rice.get_rice(60), 0u);
  EXPECT_TRUE(rice.failed());
}

TEST(BitStream, AtEndMeansNothingButTheFillingOfTheLastByte) {
  BitReader filled{"\xA0"};
  EXPECT_FALSE(filled.at_end()) << "a whole byte is left";
  EXPECT_EQ(filled.get_bits(3), 5u);
  EXPECT_TRUE(filled.at_end());

  BitReader not_zero{"\xA1"};
  EXPECT_EQ(not_zero.get_bits(3), 5u);
  EXPECT_FALSE(not_zero.at_end()) << "the filling is always zeros";

  BitReader byte_left{std::string_view{"\xA0\0", 2}};
  EXPECT_EQ(byte_left.get_bits(3), 5u);
  EXPECT_FALSE(byte_left.at_end()) << "a byte too many";
}

RC_GTEST_PROP(BitStreamProperty, ReadsBackEveryMixOfCodes, ()) {
  // kind 0: plain bits, 1: gamma, 2: rice; the size bounds the number, so that a Rice code stays short
  const auto codes = *rc::gen::container<std::vector<std::tuple<int, int, std::uint64_t>>>(
      rc::gen::tuple(rc::gen::inRange(0, 3), rc::gen::inRange(0, 41), rc::gen::arbitrary<std::uint64_t>()));
  const auto number = [](int kind, int k, std::uint64_t raw) {
    if (kind == 0) return k == 0 ? 0 : raw & ((std::uint64_t{1} << k) - 1);
    if (kind == 1) return (raw >> (1 + k)) + 1;
    return raw & ((std::uint64_t{1} << (k + 6)) - 1);
  };
  BitWriter writer;
  for (const auto& [kind, k, raw] : codes) {
    const auto value = number(kind, k, raw);
    if (kind == 0) writer.put_bits(value, k);
    if (kind == 1) writer.put_gamma(value);
    if (kind == 2) writer.put_rice(value, k);
  }
  BitReader reader{writer.bytes()};
  for (const auto& [kind, k, raw] : codes)
    RC_ASSERT((kind == 0 ? reader.get_bits(k) : kind == 1 ? reader.get_gamma() : reader.get_rice(k)) == number(kind, k, raw));
  RC_ASSERT(!reader.failed());
  RC_ASSERT(reader.at_end());
}

RC_GTEST_PROP(BitStreamProperty, AnyBytesAreReadWithoutHarm, (const std::string& bytes)) {
  BitReader reader{bytes};
  for (std::size_t i = 0; i <= bytes.size() * 8; ++i) {
    if (i % 2 == 0)
      static_cast<void>(reader.get_gamma());
    else
      static_cast<void>(reader.get_rice(static_cast<int>(i % 41)));
  }
  RC_ASSERT(reader.failed());
}

}  // namespace
}  // namespace iw
