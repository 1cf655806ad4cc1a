// Where a partition begins, and when it must not: jumping over requests is never right (guarantee.md, B9, B11).
#include "worker/partition/beginning.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "worker/ledger/ledger.hpp"

namespace iw {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

KafkaSettings with(WithoutOffset what) {
  KafkaSettings settings;
  settings.group = "g";
  settings.without_offset = what;
  return settings;
}

Beginning begin(std::optional<std::int64_t> offset, std::int64_t low, std::int64_t high, std::string metadata = {}, WithoutOffset what = WithoutOffset::earliest) {
  return begin_from({0, offset, std::move(metadata), low, high, {}}, with(what));
}

/// A ledger of records 5 to 8, all open.
std::string ledger_to(std::int64_t end) {
  Ledger ledger{5};
  for (std::int64_t offset = 5; offset < end; ++offset) (void)ledger.take(offset);
  return encode_ledger(ledger.snapshot(), {7, 3});
}

TEST(Beginning, InsideTheLogItGoesOn) {
  for (const std::int64_t offset : {10, 15, 20}) {
    const auto beginning = begin(offset, 10, 20);
    EXPECT_THAT(beginning.trouble, IsEmpty()) << offset;
    EXPECT_EQ(beginning.offset, offset);
    EXPECT_EQ(beginning.unaccounted, 0);
  }
}

TEST(Beginning, OutsideTheLogItStopsAndSaysHowToGoOn) {
  EXPECT_THAT(begin(9, 10, 20).trouble, AllOf(HasSubstr("committed offset 9 is gone, the log holds 10 to 20"), HasSubstr("--reset-offsets")));
  EXPECT_THAT(begin(21, 10, 20).trouble, AllOf(HasSubstr("committed offset 21 lies beyond the end"), HasSubstr("--reset-offsets")));
}

TEST(Beginning, WithoutAnOffsetTheSettingDecidesWhereThereAreRecords) {
  const auto earliest = begin(std::nullopt, 10, 20);
  EXPECT_THAT(earliest.trouble, IsEmpty());
  EXPECT_EQ(earliest.offset, 10);
  EXPECT_EQ(earliest.unaccounted, 10);
  EXPECT_THAT(begin(std::nullopt, 10, 20, {}, WithoutOffset::stop).trouble, AllOf(HasSubstr("group g"), HasSubstr("10 records"), HasSubstr("kafka.without_offset is stop")));
  EXPECT_THAT(begin(std::nullopt, 10, 10, {}, WithoutOffset::stop).trouble, IsEmpty());
  EXPECT_EQ(begin(std::nullopt, 10, 10).unaccounted, 0);
}

TEST(Beginning, LedgerMustFitItsLog) {
  const auto fits = begin(5, 0, 9, ledger_to(9));
  EXPECT_THAT(fits.trouble, IsEmpty());
  EXPECT_EQ(fits.ledger.stamp, (LedgerStamp{7, 3}));
  EXPECT_THAT(begin(5, 0, 8, ledger_to(9)).trouble, HasSubstr("names offsets up to 9, but the log ends at 8"));
  EXPECT_THAT(begin(5, 0, 9, "damaged").trouble, Not(IsEmpty()));
  EXPECT_THAT(begin(6, 0, 9, ledger_to(9)).trouble, Not(IsEmpty())) << "it was committed with another offset";
}

TEST(Beginning, BoundsThatCannotBeReadComeFirst) {
  EXPECT_EQ(begin_from({0, 5, "damaged", 0, 0, "no leader"}, with(WithoutOffset::stop)).trouble, "no leader");
}

}  // namespace
}  // namespace iw
