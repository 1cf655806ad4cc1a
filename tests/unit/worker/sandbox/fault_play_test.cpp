#include "worker/sandbox/fault_play.hpp"

#include <gtest/gtest.h>

namespace iw {
namespace {

void load(FaultPlay& play, std::string json) {
  auto script = parse_fault_script(json);
  ASSERT_TRUE(script.has_value()) << script.error().message;
  play.replace(std::move(*script), std::move(json));
}

std::vector<std::int64_t> errcodes(FaultPlay& play, std::string_view path, int calls) {
  std::vector<std::int64_t> codes;
  for (int i = 0; i < calls; ++i) codes.push_back(play.next(path).errcode.value_or(0));
  return codes;
}

TEST(FaultPlay, ARuleIsOverAfterItsTimes) {
  FaultPlay play;
  load(play, R"({"rules":[{"path":"a","errcode":-1,"times":2},{"path":"a","errcode":45011,"times":1}]})");
  EXPECT_EQ(errcodes(play, "a", 5), (std::vector<std::int64_t>{-1, -1, 45011, 0, 0}));
}

TEST(FaultPlay, ARuleWithoutTimesHoldsAlways) {
  FaultPlay play;
  load(play, R"({"rules":[{"prefix":"dir/","errcode":45009,"times":0}]})");
  EXPECT_EQ(errcodes(play, "dir/x", 3), (std::vector<std::int64_t>{45009, 45009, 45009}));
  EXPECT_EQ(errcodes(play, "dir", 1), (std::vector<std::int64_t>{0}));
}

TEST(FaultPlay, ACallThatARuleTakesIsNotSubjectToTheShares) {
  FaultPlay play;
  load(play, R"({"shares":{"-1":1},"rules":[{"path":"spared","errcode":0},{"path":"slow","latency_ms":7}]})");
  EXPECT_EQ(errcodes(play, "spared", 1), (std::vector<std::int64_t>{0}));
  EXPECT_EQ(errcodes(play, "other", 1), (std::vector<std::int64_t>{-1}));
  EXPECT_EQ(play.next("slow").latency, std::chrono::milliseconds{7});
}

TEST(FaultPlay, TakesTheScriptsLatencyWhereNoRuleHasItsOwn) {
  FaultPlay play;
  load(play, R"({"latency_ms":50,"rules":[{"path":"a","latency_ms":0},{"path":"b","errcode":-1}]})");
  EXPECT_EQ(play.next("a").latency, std::chrono::milliseconds{0});
  EXPECT_EQ(play.next("b").latency, std::chrono::milliseconds{50});
  EXPECT_EQ(play.next("c").latency, std::chrono::milliseconds{50});
}

TEST(FaultPlay, ANewScriptStartsAllCountsAnew) {
  const std::string script = R"({"seed":5,"shares":{"-1":0.5},"rules":[{"path":"ruled","errcode":-1000,"times":1}]})";
  FaultPlay play;
  load(play, script);
  const auto first = errcodes(play, "a", 50);
  EXPECT_EQ(errcodes(play, "ruled", 1), (std::vector<std::int64_t>{-1000}));
  load(play, script);
  EXPECT_EQ(errcodes(play, "a", 50), first);
  EXPECT_EQ(errcodes(play, "ruled", 1), (std::vector<std::int64_t>{-1000}));
  EXPECT_EQ(play.text(), script);
}

TEST(FaultPlay, CallsOfOnePathDoNotChangeTheFateOfAnother) {
  const std::string script = R"({"shares":{"-1":0.5}})";
  FaultPlay alone;
  FaultPlay mixed;
  load(alone, script);
  load(mixed, script);
  const auto expected = errcodes(alone, "a", 20);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(mixed.next("a").errcode.value_or(0), expected[static_cast<std::size_t>(i)]);
    static_cast<void>(mixed.next("b"));
  }
}

TEST(PathCounts, ForgetsTheOldestPathWhenThereAreTooMany) {
  PathCounts counts{2};
  EXPECT_EQ(counts.count("a"), 1u);
  EXPECT_EQ(counts.count("a"), 2u);
  EXPECT_EQ(counts.count("b"), 1u);
  EXPECT_EQ(counts.count("c"), 1u);
  EXPECT_EQ(counts.count("b"), 2u);
  EXPECT_EQ(counts.count("a"), 1u);
}

}  // namespace
}  // namespace iw
