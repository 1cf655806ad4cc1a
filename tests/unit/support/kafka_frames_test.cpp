#include "tests/support/kafka_frames.hpp"

#include <gtest/gtest.h>

#include "tests/unit/support/frame_fixture.hpp"

namespace iw::testing {
namespace {

TEST(FrameSplitter, TellsWhatARequestIsWhenItsHeadIsThere) {
  FrameSplitter splitter{FrameSplitter::Kind::requests};
  const auto pieces = splitter.feed(request_frame(26, 7, "body"));
  ASSERT_EQ(pieces.size(), 2u);
  ASSERT_TRUE(pieces[0].begins);
  EXPECT_TRUE(pieces[0].begins->is(KafkaApi::end_txn));
  EXPECT_FALSE(pieces[0].begins->is(KafkaApi::produce));
  EXPECT_EQ(pieces[0].begins->correlation_id, 7);
  EXPECT_EQ(pieces[0].begins->size, 12);
  EXPECT_FALSE(pieces[1].begins);
  EXPECT_EQ(pieces[1].bytes, "body");
}

TEST(FrameSplitter, FindsEveryFrameHoweverTheBytesComeAndLosesNone) {
  const auto stream = request_frame(0, 1, "one") + request_frame(26, 2, "") + request_frame(1, 300'000, std::string(500, 'x'));
  for (std::size_t step = 1; step <= stream.size(); ++step) {
    FrameSplitter splitter{FrameSplitter::Kind::requests};
    std::string passed;
    std::vector<std::int32_t> ids;
    for (std::size_t at = 0; at < stream.size(); at += step)
      for (const auto& piece : splitter.feed(std::string_view{stream}.substr(at, step))) {
        passed += piece.bytes;
        if (piece.begins) ids.push_back(piece.begins->correlation_id);
      }
    ASSERT_EQ(passed, stream) << "in steps of " << step;
    ASSERT_EQ(ids, (std::vector<std::int32_t>{1, 2, 300'000})) << "in steps of " << step;
  }
}

TEST(FrameSplitter, ReadsAnAnswersCorrelationIdWithoutAnApiKey) {
  FrameSplitter splitter{FrameSplitter::Kind::answers};
  const auto pieces = splitter.feed(answer_frame(-3, "xy") + answer_frame(9, ""));
  ASSERT_EQ(pieces.size(), 3u);
  ASSERT_TRUE(pieces[0].begins && pieces[2].begins);
  EXPECT_EQ(pieces[0].begins->correlation_id, -3);
  EXPECT_FALSE(pieces[0].begins->api_key);
  EXPECT_EQ(pieces[2].begins->correlation_id, 9);
}

TEST(FrameSplitter, LetsWhatIsNoKafkaPass) {
  FrameSplitter splitter{FrameSplitter::Kind::requests};
  const std::string zeros(12, '\0');
  std::string passed;
  for (const auto& piece : splitter.feed(zeros + "anything")) passed += piece.bytes;
  EXPECT_EQ(passed, zeros + "anything");
  ASSERT_EQ(splitter.feed(request_frame(26, 1, "")).size(), 1u) << "no frame is looked for any more";
}

}  // namespace
}  // namespace iw::testing
