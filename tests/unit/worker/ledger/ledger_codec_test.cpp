// The ledger as text: read back exactly, or refused with a sentence; never guessed at.
#include "worker/ledger/ledger_codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/crc.hpp>
#include <string>
#include <vector>

namespace iw {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string base64(const std::string& bytes) {
  std::string text;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = (held << 8) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) text += kAlphabet[(held >> (bits - 6)) & 63];
  }
  if (bits > 0) text += kAlphabet[(held << (6 - bits)) & 63];
  return text;
}

/// A body with its right checksum, as an encoder of any version would write it.
std::string sealed(std::string body, std::int64_t offset) {
  boost::crc_32_type crc;
  crc.process_bytes(body.data(), body.size());
  for (int shift = 56; shift >= 0; shift -= 8) crc.process_byte(static_cast<unsigned char>(offset >> shift));
  for (int shift = 24; shift >= 0; shift -= 8) body += static_cast<char>(crc.checksum() >> shift);
  return base64(body);
}

/// Ledgers whose encodings end on each of base64's three paddings, short and long.
std::vector<LedgerSnapshot> samples() {
  std::vector<LedgerSnapshot> all{{42, 42, {}}, {42, 50, {{42, 8, {}}}}};
  for (std::int64_t runs = 1; runs <= 6; ++runs) {
    LedgerSnapshot snapshot{42, 42 + runs * 9, {}};
    for (std::int64_t i = 0; i < runs; ++i)
      snapshot.runs.push_back({42 + i * 9, 1 + i, {i % 2 == 0 ? OffsetKind::started : OffsetKind::waiting, static_cast<int>(i * 3)}});
    all.push_back(std::move(snapshot));
  }
  return all;
}

std::string why_not(std::string_view metadata, std::int64_t offset) {
  const auto decoded = decode_ledger(metadata, offset);
  return decoded ? "decoded" : decoded.error().message;
}

TEST(LedgerCodec, EmptyMetadataIsAPlainOffset) {
  const auto decoded = decode_ledger("", 42);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->snapshot, (LedgerSnapshot{42, 42, {}}));
  EXPECT_EQ(decoded->stamp, LedgerStamp{});
}

TEST(LedgerCodec, ReadsBackSnapshotAndStamp) {
  for (const auto& snapshot : samples()) {
    for (const LedgerStamp stamp : {LedgerStamp{0, 0}, LedgerStamp{1, 2}, LedgerStamp{0xFFFFFFFF, (std::uint64_t{1} << 62) - 1}}) {
      const auto decoded = decode_ledger(encode_ledger(snapshot, stamp), snapshot.offset);
      ASSERT_TRUE(decoded.has_value());
      EXPECT_EQ(decoded->snapshot, snapshot);
      EXPECT_EQ(decoded->stamp, stamp);
    }
  }
}

TEST(LedgerCodec, ReadsBackHugeOffsetsAndSpans) {
  constexpr std::int64_t kFar = std::int64_t{1} << 61;
  for (const LedgerSnapshot& snapshot : {LedgerSnapshot{kFar, kFar + 2, {{kFar, 1, {}}}},
                                         LedgerSnapshot{0, std::int64_t{1} << 44, {{0, 1, {}}, {1 << 30, 5, {OffsetKind::waiting, 7}}}}}) {
    const auto decoded = decode_ledger(encode_ledger(snapshot, {1, 1}), snapshot.offset);
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(decoded->snapshot, snapshot);
  }
}

TEST(LedgerCodec, IsPlainText) {
  for (const auto& snapshot : samples())
    EXPECT_EQ(encode_ledger(snapshot, {7, 7}).find_first_not_of(kAlphabet), std::string::npos) << "librdkafka 2.0.2 damages binary metadata";
}

TEST(LedgerCodec, StampChangesTheText) {
  const LedgerSnapshot snapshot{42, 42, {}};
  EXPECT_NE(encode_ledger(snapshot, {1, 1}), encode_ledger(snapshot, {1, 2}));
  EXPECT_NE(encode_ledger(snapshot, {1, 1}), encode_ledger(snapshot, {2, 1}));
}

TEST(LedgerCodec, EverySingleChangedCharacterIsFound) {
  for (const auto& snapshot : samples()) {
    const auto good = encode_ledger(snapshot, {0x12345678, 9});
    for (std::size_t i = 0; i < good.size(); ++i) {
      for (int c = 0; c < 256; ++c) {
        std::string bad = good;
        bad[i] = static_cast<char>(c);
        if (bad == good) continue;
        ASSERT_FALSE(decode_ledger(bad, snapshot.offset).has_value()) << good << " at " << i << " to " << c;
      }
    }
  }
}

TEST(LedgerCodec, EveryTruncationIsFound) {
  for (const auto& snapshot : samples()) {
    const auto good = encode_ledger(snapshot, {5, 9});
    for (std::size_t size = 1; size < good.size(); ++size) {
      EXPECT_FALSE(decode_ledger(good.substr(0, size), snapshot.offset).has_value()) << good << " cut to " << size;
      EXPECT_FALSE(decode_ledger(good.substr(size), snapshot.offset).has_value()) << good << " without its first " << size;
    }
  }
}

TEST(LedgerCodec, EveryAppendedCharacterIsFound) {
  for (const auto& snapshot : samples()) {
    const auto good = encode_ledger(snapshot, {5, 9});
    for (int c = 0; c < 256; ++c) {
      EXPECT_FALSE(decode_ledger(good + static_cast<char>(c), snapshot.offset).has_value()) << good << " and " << c;
      EXPECT_FALSE(decode_ledger(static_cast<char>(c) + good, snapshot.offset).has_value()) << c << " before " << good;
    }
    EXPECT_FALSE(decode_ledger(good + good, snapshot.offset).has_value());
    EXPECT_FALSE(decode_ledger(good + "\n", snapshot.offset).has_value());
    EXPECT_FALSE(decode_ledger(good + "==", snapshot.offset).has_value());
  }
}

TEST(LedgerCodec, AnotherOffsetIsFound) {
  for (const auto& snapshot : samples()) {
    const auto good = encode_ledger(snapshot, {5, 9});
    for (std::int64_t away = 1; away < 2000; ++away) {
      EXPECT_FALSE(decode_ledger(good, snapshot.offset + away).has_value()) << away;
      EXPECT_FALSE(decode_ledger(good, snapshot.offset - away).has_value()) << -away;
    }
    for (int bit = 0; bit < 63; ++bit) EXPECT_FALSE(decode_ledger(good, snapshot.offset ^ (std::int64_t{1} << bit)).has_value()) << bit;
  }
}

TEST(LedgerCodec, DamageSaysWhereAndWhatToDo) {
  const auto good = encode_ledger({42, 50, {{42, 8, {}}}}, {5, 9});
  for (const std::string& bad : {std::string{"not base64!"}, std::string{"A"}, std::string{"AAAA"}, good.substr(1), good + "A",
                                 std::string{"offset metadata of another program"}})
    EXPECT_THAT(why_not(bad, 42), AllOf(HasSubstr("offset 42"), HasSubstr("damaged"), HasSubstr("empty metadata"), Not(HasSubstr("newer")))) << bad;
}

TEST(LedgerCodec, NewerVersionIsRefusedWithItsOwnMessage) {
  for (const char version : {'\x02', '\x03', '\x7F', '\xFF'}) {
    const auto why = why_not(sealed(std::string{version} + "whatever a newer program writes", 42), 42);
    EXPECT_THAT(why, AllOf(HasSubstr("version " + std::to_string(static_cast<unsigned char>(version))), HasSubstr("newer"), HasSubstr("offset 42"),
                           Not(HasSubstr("damaged"))));
  }
}

TEST(LedgerCodec, VersionZeroIsDamage) { EXPECT_THAT(why_not(sealed(std::string(12, '\0'), 42), 42), HasSubstr("damaged")); }

TEST(LedgerCodec, RightChecksumOverABodyThatIsNoLedgerIsDamage) {
  // A body may pass its checksum and still lie: bounds are checked apart.
  for (const std::string& rest :
       {std::string{}, std::string{"\xFF"}, std::string(4, '\0'), std::string(40, '\0'), std::string(40, '\xFF'), std::string{"\0\0\0\0\xFF\xFF", 6}})
    EXPECT_THAT(why_not(sealed("\x01" + rest, 42), 42), HasSubstr("damaged")) << rest.size();
}

RC_GTEST_PROP(LedgerCodecProperty, SealedNonsenseIsAnErrorOrALedgerWithinItsBounds, (const std::string& rest, std::uint32_t raw)) {
  const auto offset = static_cast<std::int64_t>(raw);
  const auto decoded = decode_ledger(sealed("\x01" + rest, offset), offset);
  if (!decoded) return;
  RC_ASSERT(decoded->snapshot.offset == offset);
  std::int64_t at = offset;
  for (const LedgerRun& run : decoded->snapshot.runs) {
    RC_ASSERT(run.first >= at);
    RC_ASSERT(run.length >= 1);
    RC_ASSERT(run.state.attempts >= 0);
    at = run.first + run.length;
  }
  RC_ASSERT(at <= decoded->snapshot.end);
}

RC_GTEST_PROP(LedgerCodecProperty, ArbitraryTextNeverDecodes, (const std::string& text, std::uint32_t offset)) {
  RC_PRE(!text.empty());
  RC_ASSERT(!decode_ledger(text, offset).has_value());
}

}  // namespace
}  // namespace iw
