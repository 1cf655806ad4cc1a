// The dead letter: the request byte for byte, with the headers that say why (contract, section 3).
#include "worker/publish/dead_letter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/worker/publish/report_fixture.hpp"

namespace iw {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::size_t kNoLimit = 1024 * 1024;

TEST(DeadLetter, KeepsKeyValueAndHeadersByteForByte) {
  FinishedJob job = failed_job();
  job.record.key = std::string{"\0k", 2};
  job.record.value = std::string{"\xFF\0not JSON", 11};
  job.record.headers = {{"a", "1"}, {"x", std::nullopt}, {"a", "2"}, {"ce_id", "i"}, {"content-type", "text/plain"}, {"b", std::string{"\0\xFF", 2}}};
  const auto letter = make_dead_letter(job.report(), kNoLimit);
  EXPECT_EQ(letter.topic, OutgoingTopic::dead_letters);
  EXPECT_EQ(letter.request_partition, 2);
  EXPECT_EQ(letter.key, job.record.key);
  EXPECT_EQ(letter.value, job.record.value);
  ASSERT_GE(letter.headers.size(), job.record.headers.size());
  EXPECT_TRUE(std::equal(job.record.headers.begin(), job.record.headers.end(), letter.headers.begin()))
      << "null ones, doubled ones and their order too";
}

TEST(DeadLetter, NullKeyAndNullValueStayNull) {
  FinishedJob job = failed_job();
  job.record.key.reset();
  job.record.value.reset();
  const auto letter = make_dead_letter(job.report(), kNoLimit);
  EXPECT_FALSE(letter.key.has_value());
  EXPECT_FALSE(letter.value.has_value());
  EXPECT_THAT(headers_of(letter, "dead-letter-truncated"), IsEmpty());
}

TEST(DeadLetter, SaysWhyWhereAndWhen) {
  FinishedJob job = failed_job();
  job.attempts = 3;
  const auto letter = make_dead_letter(job.report(), kNoLimit);
  const std::vector<std::pair<const char*, const char*>> expected{{"dead-letter-reason", "rejected"},
                                                                  {"dead-letter-errcode", "-502005"},
                                                                  {"dead-letter-detail", "the API refused it"},
                                                                  {"dead-letter-attempts", "3"},
                                                                  {"dead-letter-time", "2026-01-01T00:00:01.153Z"},
                                                                  {"dead-letter-topic", "import.requests"},
                                                                  {"dead-letter-partition", "2"},
                                                                  {"dead-letter-offset", "7"},
                                                                  {"redrive-count", "0"}};
  for (const auto& [name, value] : expected) EXPECT_THAT(headers_of(letter, name), ElementsAre(value)) << name;
}

TEST(DeadLetter, ErrcodeIsThereOnlyIfThereIsOne) {
  FinishedJob job = failed_job();
  job.outcome.answer.errcode.reset();
  EXPECT_THAT(headers_of(make_dead_letter(job.report(), kNoLimit), "dead-letter-errcode"), IsEmpty());
}

TEST(DeadLetter, HeadersOfAnEarlierLifeAreReplaced) {
  FinishedJob job = failed_job();
  job.outcome.answer.errcode.reset();
  job.record.headers = {
      {"dead-letter-reason", "expired"}, {"dead-letter-errcode", "5"}, {"dead-letter-truncated", "9"}, {"dead-letter-offset", "1"}, {"mine", "1"}};
  const auto letter = make_dead_letter(job.report(), kNoLimit);
  EXPECT_THAT(headers_of(letter, "dead-letter-reason"), ElementsAre("rejected"));
  EXPECT_THAT(headers_of(letter, "dead-letter-offset"), ElementsAre("7"));
  EXPECT_THAT(headers_of(letter, "dead-letter-errcode"), IsEmpty());
  EXPECT_THAT(headers_of(letter, "dead-letter-truncated"), IsEmpty());
  EXPECT_THAT(headers_of(letter, "mine"), ElementsAre("1"));
}

TEST(DeadLetter, RedriveCountIsKeptWhenItIsACount) {
  FinishedJob job = failed_job();
  for (const auto& [given, kept] : {std::pair{"3", "3"}, std::pair{"0", "0"}, std::pair{"", "0"}, std::pair{"-1", "0"}, std::pair{"x", "0"},
                                    std::pair{"99999999999999999999", "0"}}) {
    job.record.headers = {{"redrive-count", given}};
    EXPECT_THAT(headers_of(make_dead_letter(job.report(), kNoLimit), "redrive-count"), ElementsAre(kept)) << given;
  }
}

TEST(DeadLetter, ValueThatIsTooLargeGoesAsNullWithItsLength) {
  FinishedJob job = failed_job();
  job.record.value = std::string(101, 'x');
  const auto letter = make_dead_letter(job.report(), 100);
  EXPECT_FALSE(letter.value.has_value());
  EXPECT_EQ(letter.key, job.record.key);
  EXPECT_THAT(headers_of(letter, "dead-letter-truncated"), ElementsAre("101"));
  EXPECT_EQ(make_dead_letter(job.report(), 101).value, job.record.value) << "the limit itself is allowed";
}

}  // namespace
}  // namespace iw
