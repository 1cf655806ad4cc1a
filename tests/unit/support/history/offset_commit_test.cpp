#include "tests/support/offset_commit.hpp"

#include <gtest/gtest.h>

namespace iw::testing {
namespace {

std::string big_endian(std::uint64_t value, int size) {
  std::string bytes;
  for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}
std::string text(const std::string& value) { return big_endian(value.size(), 2) + value; }

Record record_of(std::string key, std::string value) { return {.key = std::move(key), .value = std::move(value)}; }

std::string key(int version = 1, const std::string& group = "g", const std::string& topic = "t", std::int32_t partition = 3) {
  return big_endian(static_cast<std::uint64_t>(version), 2) + text(group) + text(topic) + big_endian(static_cast<std::uint64_t>(partition), 4);
}
std::string value_3(const std::string& metadata = "ledger") {
  return big_endian(3, 2) + big_endian(77, 8) + big_endian(0xFFFFFFFF, 4) + text(metadata) + big_endian(1'700'000'000'123, 8);
}

const OffsetCommit kExpected{3, 77, "ledger", WallTime{std::chrono::milliseconds{1'700'000'000'123}}};

TEST(OffsetCommit, IsReadFromTheVersionThatKafkaWrites) { EXPECT_EQ(parse_offset_commit(record_of(key(), value_3()), "g", "t"), kExpected); }

TEST(OffsetCommit, IsReadFromOlderVersions) {
  for (const std::uint64_t version : {0, 1, 2}) {
    const auto value =
        big_endian(version, 2) + big_endian(77, 8) + text("ledger") + big_endian(1'700'000'000'123, 8) + big_endian(5, version == 1 ? 8 : 0);
    EXPECT_EQ(parse_offset_commit(record_of(key(), value), "g", "t"), kExpected) << version;
  }
}

TEST(OffsetCommit, IsReadFromTheVersionWithCompactStrings) {
  const std::string long_text(300, 'm');
  const auto value =
      big_endian(4, 2) + big_endian(77, 8) + big_endian(0, 4) + "\xAD\x02" + long_text + big_endian(1'700'000'000'123, 8) + std::string(1, '\0');
  const auto commit = parse_offset_commit(record_of(key(), value), "g", "t");
  ASSERT_TRUE(commit);
  EXPECT_EQ(commit->metadata, long_text);
  EXPECT_EQ(commit->time, kExpected.time);
}

TEST(OffsetCommit, KeepsMetadataThatIsEmpty) {
  const auto commit = parse_offset_commit(record_of(key(), value_3("")), "g", "t");
  ASSERT_TRUE(commit);
  EXPECT_EQ(commit->metadata, "");
}

TEST(OffsetCommit, OfAnotherGroupOrTopicIsNone) {
  EXPECT_FALSE(parse_offset_commit(record_of(key(1, "h"), value_3()), "g", "t"));
  EXPECT_FALSE(parse_offset_commit(record_of(key(1, "g", "u"), value_3()), "g", "t"));
}

TEST(OffsetCommit, IsNeitherAMemberNorADeletion) {
  EXPECT_FALSE(parse_offset_commit(record_of(key(2), value_3()), "g", "t"));
  auto deletion = record_of(key(), "");
  deletion.value.reset();
  EXPECT_FALSE(parse_offset_commit(deletion, "g", "t"));
}

TEST(OffsetCommit, ThatIsCutOffIsNone) {
  for (std::size_t length = 0; length < value_3().size(); ++length)
    EXPECT_FALSE(parse_offset_commit(record_of(key(), value_3().substr(0, length)), "g", "t")) << length;
  for (std::size_t length = 0; length < key().size(); ++length)
    EXPECT_FALSE(parse_offset_commit(record_of(key().substr(0, length), value_3()), "g", "t")) << length;
}

TEST(OffsetCommit, OfAVersionThatNobodyKnowsIsNone) {
  EXPECT_FALSE(parse_offset_commit(record_of(key(), big_endian(5, 2) + value_3().substr(2)), "g", "t"));
}

}  // namespace
}  // namespace iw::testing
