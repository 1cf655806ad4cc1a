// The class table and what may be overridden in it (contract, section 4; config/errcodes.tsv).
#include "worker/answer/error_class.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace iw {
namespace {

using ::testing::HasSubstr;
using enum ErrorClass;

TEST(ErrorClass, NamesGoBothWays) {
  for (const auto c : {accepted, transient, throttled, quota, token, permanent, operator_, in_doubt}) EXPECT_EQ(error_class_of(name_of(c)), c);
  EXPECT_EQ(name_of(operator_), "operator");
  EXPECT_EQ(name_of(in_doubt), "in_doubt");
  for (const char* name : {"", "Transient", "operator_", "unknown", "transient "}) EXPECT_FALSE(error_class_of(name).has_value()) << name;
}

TEST(ErrorTable, ShippedOneHasTheClassesThatTheContractNames) {
  const std::vector<std::pair<ErrorClass, std::vector<std::int64_t>>> named{
      {accepted, {0}},
      {transient, {-1, -1000, -501001, -503001, -601001, -601003, 85112, 85113, -501018}},
      {throttled, {45011, -501003, -501004}},
      {quota, {45009, -501015, -501016}},
      {token, {40001, 40014, 42001}},
      {in_doubt, {-501002, -502001, -502010, -502011, -502012, -601008}},
      {permanent, {40097, 40101, 41001, 43002, 44002, 47001, -501007, -502005, -503003}},
      {operator_, {-501000, 85088, 48001, 61007, 40164, -501005}}};
  for (const auto& [expected, codes] : named) {
    for (const auto code : codes) {
      const auto* row = ErrorTable::shipped().find(code);
      ASSERT_NE(row, nullptr) << code;
      EXPECT_EQ(row->error_class, expected) << code;
      EXPECT_FALSE(row->meaning.empty()) << code;
    }
  }
}

TEST(ErrorTable, ShippedOneKnowsNoOtherSuccess) {
  for (const auto& [code, row] : ErrorTable::shipped().rows()) EXPECT_EQ(row.error_class == accepted, code == 0) << code;
  EXPECT_GE(ErrorTable::shipped().rows().size(), 69u);
}

TEST(ErrorTable, UnlistedCodeIsInNoTable) {
  for (const std::int64_t code : {1, 40002, -2, 2'000'000'000}) EXPECT_EQ(ErrorTable::shipped().find(code), nullptr) << code;
}

TEST(ErrorTable, ReadsRowsWithAndWithoutAdvice) {
  const auto table = ErrorTable::parse("# a comment\n\n-7\ttransient\tbusy\ttry later\n8\tpermanent\tno\t\n9\tquota\tfull");
  ASSERT_TRUE(table.has_value());
  ASSERT_EQ(table->rows().size(), 3u);
  EXPECT_EQ(table->find(-7)->meaning, "busy");
  EXPECT_EQ(table->find(-7)->advice, "try later");
  EXPECT_EQ(table->find(8)->advice, "");
  EXPECT_EQ(table->find(9)->error_class, quota);
}

TEST(ErrorTable, BadRowIsNamedByItsLine) {
  for (const char* row :
       {"x\ttransient\t\t", "1\tnonsense\t\t", "1 transient", "\ttransient\t\t", "1.5\tquota\t\t", "99999999999999999999\tquota\t\t"}) {
    const auto table = ErrorTable::parse("1\tquota\ta\tb\n# c\n" + std::string{row} + "\n");
    ASSERT_FALSE(table.has_value()) << row;
    EXPECT_THAT(table.error().message, HasSubstr("line 3"));
  }
}

TEST(ErrorTable, OverrideChangesTheClassAndKeepsTheWords) {
  ErrorTable table = ErrorTable::shipped();
  ASSERT_TRUE(table.override_class("-502001", "permanent").has_value());
  EXPECT_EQ(table.find(-502001)->error_class, permanent);
  EXPECT_EQ(table.find(-502001)->meaning, "database request failed");
  EXPECT_EQ(ErrorTable::shipped().find(-502001)->error_class, in_doubt) << "the shipped one is not touched";
}

TEST(ErrorTable, OverrideMayAddACode) {
  ErrorTable table = ErrorTable::shipped();
  ASSERT_TRUE(table.override_class("12345", "operator").has_value());
  ASSERT_NE(table.find(12345), nullptr);
  EXPECT_EQ(table.find(12345)->error_class, operator_);
}

TEST(ErrorTable, OverrideOfABareStatusIsKeptApartFromErrcodes) {
  ErrorTable table = ErrorTable::shipped();
  EXPECT_FALSE(table.status_override(503).has_value());
  ASSERT_TRUE(table.override_class("http_503", "transient").has_value());
  EXPECT_EQ(table.status_override(503), transient);
  EXPECT_FALSE(table.status_override(502).has_value());
  EXPECT_EQ(table.find(503), nullptr);
}

TEST(ErrorTable, SenselessOverridesAreRefused) {
  ErrorTable table = ErrorTable::shipped();
  for (const char* key : {"", "abc", "1.5", " 1", "1 ", "+1", "0", "http_", "http_99", "http_600", "http_5xx", "HTTP_503", "99999999999999999999"})
    EXPECT_FALSE(table.override_class(key, "transient").has_value()) << key;
  for (const char* name : {"", "accepted", "unknown", "Permanent", "hold"}) EXPECT_FALSE(table.override_class("-502001", name).has_value()) << name;
  EXPECT_EQ(table.find(-502001)->error_class, in_doubt) << "a refused override changes nothing";
  EXPECT_EQ(table.find(0)->error_class, accepted);
}

}  // namespace
}  // namespace iw
